using Aso.ClaimFiles.Csv;
using Aso.ClaimFiles.Layouts;
using Aso.ClaimFiles.PlanDocuments;

namespace Aso.ClaimFiles;

/// <summary>The document of a <see cref="Layout"/>: what <c>layouts/{employer}/{name}.json</c> holds.</summary>
public static class LayoutDocument
{
    /// <summary>Reads a document. Bad content never throws: it becomes problems, with JSON path and what is expected.</summary>
    public static PlanReading<Layout> Read(ReadOnlyMemory<byte> utf8) =>
        PlanDocument.Read(
            utf8, "$", LayoutFields.Defaults, (block, layout) => LayoutFields.Document(block, layout, Columns));

    /// <summary>Whether a document, right or wrong, is for a file of the container; true where it does not tell.</summary>
    public static bool MayHold(ReadOnlyMemory<byte> utf8, string container, string path) =>
        PlanDocument.Read(utf8, "$", LayoutFields.Defaults, LayoutFields.Files).Value?.Holds(container, path) ?? true;

    /// <summary>Every field that is not null, defaults included, in a fixed order.</summary>
    public static byte[] Write(Layout layout) =>
        WriteBlock.Write(layout, (block, value) => LayoutFields.Document(block, value, Columns));

    /// <summary>The JSON Schema of the document (draft 2020-12).</summary>
    public static string Schema() => PlanDocument.Schema("layout.schema.json");

    /// <summary>Our columns of the container's CSV; none where it has no CSV.</summary>
    public static IReadOnlyList<string> Columns(string container) => container switch
    {
        "claims" => ClaimColumns.Names,
        "enrollment" => EnrollmentColumns.Names,
        "recoveries" => RecoveryColumns.Names,
        _ => [],
    };
}
