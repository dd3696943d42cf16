using Aso.ClaimFiles.Layouts;

namespace Aso.ClaimFiles.Reports;

/// <summary>What reading a file depends on besides its bytes, so that reading it again says the same.</summary>
public sealed record ClaimFileOptions
{
    /// <summary>
    /// The day of the drop in the plan's time zone: a service, received or paid date after it rejects the claim, and it is
    /// the received date of claims that give none.
    /// </summary>
    public required DateOnly BusinessDate { get; init; }

    /// <summary>Of the plans in force (rule 4.11).</summary>
    public ClaimTriggers Triggers { get; init; } = ClaimTriggers.None;

    /// <summary>The days of service of which plans in force pay encounters as claims.</summary>
    public IReadOnlyList<DateWindow> EncountersPaid { get; init; } = [];

    /// <summary>What an 834's codes mean to the plans in force.</summary>
    public CoverageCodes Codes { get; init; } = CoverageCodes.Usual;

    /// <summary>The control file beside the file (<c>.ctl</c>), as far as it is read; null: there is none.</summary>
    public ReadOnlyMemory<byte>? Control { get; init; }

    /// <summary>Reject X12 transactions whose envelope has an error, instead of reading them with a remark.</summary>
    public bool Strict { get; init; }

    /// <summary>How the file's text is laid out, where it does not have our columns.</summary>
    public Layout? Layout { get; init; }

    /// <summary>Where what is rejected is written, to be corrected; null: nowhere.</summary>
    public RepairFiles? Repairs { get; init; }

    /// <summary>Bytes that compressed content may unpack to, all entries together.</summary>
    public long ExpandedBytesMax { get; init; } = 4L << 30;

    /// <summary>Unpacked bytes for each packed byte beyond which content is taken for a bomb.</summary>
    public int ExpansionRatioMax { get; init; } = 200;

    /// <summary>Entries a zip may hold.</summary>
    public int ZipEntriesMax { get; init; } = 1000;

    /// <summary>Whether an encounter of that day is read as a claim.</summary>
    /// <param name="incurred">Null: the encounter says no day, as a void.</param>
    internal bool PaysEncounter(DateOnly? incurred)
    {
        foreach (var window in EncountersPaid)
            if (incurred is not { } day || window.Contains(day)) return true;
        return false;
    }
}
