namespace Aso.Domain.Book;

/// <summary>Where a test may make the rules throw.</summary>
internal enum DefectPoint
{
    /// <summary>Before anything of a claim is decided.</summary>
    Begin,

    /// <summary>Before a claim is judged; of a replacement, after what it replaces was voided.</summary>
    Judge,

    /// <summary>In the middle of an event.</summary>
    Half,

    /// <summary>At the end of a decision's event.</summary>
    End,
}

/// <summary>
/// Lets tests make the rules throw on a claim, a row, a plan, a deposit, a reimbursement, a recovery or a close, as a bug of ours
/// would. Only tests set it; a book keeps what was set when it was made.
/// </summary>
internal static class TestDefects
{
    /// <summary>Called with the point and the item; throws where the test wants it to.</summary>
    public static AsyncLocal<Action<DefectPoint, object>?> Here { get; } = new();
}
