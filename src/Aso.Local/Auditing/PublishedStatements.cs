using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Aso.Ledger.Audit;
using Aso.Ledger.Storage;

namespace Aso.Local.Auditing;

/// <summary>
/// Statements and carrier reports as published, compared with those of a rebuilt ledger: data by their bytes; a page and a
/// workbook by what they say, since a version may lay them out anew.
/// </summary>
internal sealed partial class PublishedStatements(ILedgerStorage storage, ILedgerStorage copy)
{
    private static readonly string[] Containers = ["statements", "stop-loss"];

    /// <summary>Returns how many there are.</summary>
    public async Task<int> CompareAsync(string employer, List<Finding> found, CancellationToken cancellation)
    {
        var count = 0;
        foreach (var container in Containers)
        {
            await foreach (var listed in storage.ListBlobsAsync(container, $"{employer}/", cancellation))
            {
                count++;
                var blob = new BlobName(container, listed.Name);
                var published = await storage.ReadBlobAsync(blob, cancellation: cancellation) ?? [];
                var again = await copy.ReadBlobAsync(blob, cancellation: cancellation);
                if (again is null) found.Add(new Finding(4, blob.ToString(), "no such statement", "a statement"));
                else if (!Says(blob.Name, published).SequenceEqual(Says(blob.Name, again)))
                    found.Add(new Finding(
                        4, blob.ToString(), First(blob.Name, again, published), First(blob.Name, published, again)));
            }
        }

        return count;
    }

    /// <summary>The first part that differs.</summary>
    private static string First(string name, byte[] of, byte[] other)
    {
        var (mine, theirs) = (Says(name, of).ToList(), Says(name, other).ToList());
        var place = Enumerable.Range(0, mine.Count).FirstOrDefault(
            one => one >= theirs.Count || mine[one] != theirs[one], mine.Count);
        return place < mine.Count ? mine[place] : "nothing more";
    }

    /// <summary>Lines of data; of a page or a sheet the texts between tags.</summary>
    private static IEnumerable<string> Says(string name, byte[] content) => Path.GetExtension(name) switch
    {
        ".html" => Texts(Body().Match(Encoding.UTF8.GetString(content)).Value),
        ".xlsx" => FirstSheet(content),
        _ => Encoding.Latin1.GetString(content).Split('\n'),
    };

    private static IEnumerable<string> FirstSheet(byte[] workbook)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(workbook), ZipArchiveMode.Read);
            var sheet = zip.Entries.First(entry => entry.FullName.EndsWith("/sheet1.xml", StringComparison.Ordinal)
                || entry.FullName.EndsWith("/sheet.xml", StringComparison.Ordinal));
            using var reader = new StreamReader(sheet.Open(), Encoding.UTF8);
            return [.. Texts(reader.ReadToEnd())];
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or InvalidOperationException)
        {
            return ["a workbook that cannot be read"];
        }
    }

    private static IEnumerable<string> Texts(string markup) =>
        Tag().Split(markup).Select(text => text.Trim()).Where(text => text.Length > 0);

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("<body.*", RegexOptions.Singleline)]
    private static partial Regex Body();
}
