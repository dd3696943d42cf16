namespace Aso.ClaimFiles.Defects;

/// <summary>A place in the readers and preparers where our own code could throw.</summary>
internal enum DefectPlace : byte
{
    /// <summary>A row of a CSV is taken apart.</summary>
    Row,

    /// <summary>What a claim's or member's row, resource or segment says is read.</summary>
    Content,

    /// <summary>A segment of X12 is found.</summary>
    Segment,

    /// <summary>Whether a segment ends what is being read.</summary>
    Boundary,

    /// <summary>A segment outside claims and members is read.</summary>
    Envelope,

    /// <summary>A resource of FHIR is found.</summary>
    Resource,

    /// <summary>A claim, or a member's loop, is put together.</summary>
    Whole,

    /// <summary>A preparer takes a claim or a row.</summary>
    Prepare,

    /// <summary>An entry of an archive is opened.</summary>
    Entry,

    /// <summary>A preparer begins with a file.</summary>
    File,
}

/// <summary>
/// Lets a test throw where our own code could, for the calls that come of the test alone. No option of the app sets it.
/// </summary>
internal static class DefectSwitch
{
    private static readonly AsyncLocal<Action<DefectPlace, string?>?> Thrower = new();
    private static bool _isArmed;

    /// <param name="thrower">Given each place that is passed, with the claim's number or member's id where known.</param>
    public static void Arm(Action<DefectPlace, string?>? thrower)
    {
        _isArmed = true;
        Thrower.Value = thrower;
    }

    public static void Pass(DefectPlace place, string? id = null)
    {
        if (_isArmed) Thrower.Value?.Invoke(place, id);
    }
}
