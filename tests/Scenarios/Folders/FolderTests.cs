using System.Text.RegularExpressions;
using Mono.Cecil;

namespace Scenarios.Folders;

/// <summary>
/// A namespace is its folder, and folders of a project know each other in one direction, so that whoever opens the tree
/// sees what builds on what. The compiled assemblies are asked, method bodies included.
/// </summary>
public sealed partial class FolderTests
{
    public static TheoryData<string> Projects =>
        ["Aso.Domain", "Aso.ClaimFiles", "Aso.Ledger", "AsoFunctions", "Aso.Local"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Folders_know_each_other_in_one_direction(string project)
    {
        var graph = new FolderGraph(project);
        Assert.NotEmpty(graph.Folders);
        var circle = graph.Circle();
        Assert.True(circle is null, circle);
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_namespace_is_its_folder(string project)
    {
        var root = Path.Combine(Repository.Root, "src", project);
        var wrong =
            from file in Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            let folder = Path.GetRelativePath(root, Path.GetDirectoryName(file)!)
            where !folder.StartsWith("bin", StringComparison.Ordinal) && !folder.StartsWith("obj", StringComparison.Ordinal)
            let expected = folder == "." ? project : $"{project}.{folder.Replace(Path.DirectorySeparatorChar, '.')}"
            from Match found in Namespace().Matches(File.ReadAllText(file))
            where found.Groups[1].Value != expected
            select $"{Path.GetRelativePath(root, file)}: {found.Groups[1].Value}, expected {expected}";
        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}

/// <summary>Which folder of a project uses which, by the types that do.</summary>
internal sealed class FolderGraph
{
    private readonly string _project;
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _uses = new(StringComparer.Ordinal);

    public FolderGraph(string project)
    {
        _project = project;
        using var module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, project + ".dll"));
        foreach (var type in module.GetTypes()) Read(type);
    }

    public IReadOnlyCollection<string> Folders => _uses.Keys;

    /// <summary>Null: there is none; else its folders, with a type on each side.</summary>
    public string? Circle()
    {
        var (done, path) = (new HashSet<string>(), new List<string>());
        return _uses.Keys.Select(folder => From(folder, done, path)).FirstOrDefault(found => found is not null);
    }

    private string? From(string folder, HashSet<string> done, List<string> path)
    {
        if (path.IndexOf(folder) is >= 0 and var start)
            return string.Join('\n', path[start..].Zip([.. path[(start + 1)..], folder], (one, next) => _uses[one][next]));
        if (!done.Add(folder)) return null;
        path.Add(folder);
        var found = _uses.TryGetValue(folder, out var used)
            ? used.Keys.Select(next => From(next, done, path)).FirstOrDefault(circle => circle is not null)
            : null;
        path.RemoveAt(path.Count - 1);
        return found;
    }

    private void Read(TypeDefinition type)
    {
        Use(type, type.BaseType);
        foreach (var implemented in type.Interfaces) Use(type, implemented.InterfaceType);
        foreach (var field in type.Fields) Use(type, field.FieldType);
        foreach (var method in type.Methods)
        {
            Use(type, method.ReturnType);
            foreach (var parameter in method.Parameters) Use(type, parameter.ParameterType);
            if (!method.HasBody) continue;
            foreach (var local in method.Body.Variables) Use(type, local.VariableType);
            foreach (var instruction in method.Body.Instructions)
            {
                if (instruction.Operand is not MemberReference used) continue;
                Use(type, used as TypeReference ?? used.DeclaringType);
                if (used is GenericInstanceMethod generic)
                    foreach (var argument in generic.GenericArguments) Use(type, argument);
            }
        }
    }

    private void Use(TypeDefinition user, TypeReference? used)
    {
        if (used is null) return;
        if (used is GenericInstanceType generic)
            foreach (var argument in generic.GenericArguments) Use(user, argument);
        var (from, to) = (Folder(user), Folder(used.GetElementType()));
        if (from is null || to is null || from == to) return;
        if (!_uses.TryGetValue(from, out var all)) _uses.Add(from, all = new(StringComparer.Ordinal));
        all.TryAdd(to, $"{user.FullName} uses {used.FullName}");
    }

    /// <summary>Null: the type is another project's, or the compiler's.</summary>
    private string? Folder(TypeReference type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        var isOurs = type.Scope is ModuleDefinition
            && (type.Namespace == _project || type.Namespace.StartsWith(_project + ".", StringComparison.Ordinal));
        return isOurs ? type.Namespace : null;
    }
}
