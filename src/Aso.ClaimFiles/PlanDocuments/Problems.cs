namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>Collects what is wrong with a document, up to a limit.</summary>
internal sealed class Problems
{
    private readonly List<PlanProblem> _found = [];

    public IReadOnlyList<PlanProblem> Found => _found;

    public bool Any => _found.Count > 0;

    public void Add(string path, string expected)
    {
        if (_found.Count < PlanDocument.ProblemsMax) _found.Add(new PlanProblem(path, expected));
    }
}
