namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>Collects what is wrong with a document, up to a limit.</summary>
internal sealed class Problems
{
    private readonly List<PlanProblem> _found = [];

    public IReadOnlyList<PlanProblem> Found => _found;

    public bool Any => _found.Count > 0;

    /// <summary>The first problem with a field counts; others may only follow from it.</summary>
    public void Add(string path, string expected)
    {
        if (_found.Count < PlanDocument.ProblemsMax && _found.TrueForAll(problem => problem.Path != path))
            _found.Add(new PlanProblem(path, expected));
    }
}
