using System.Text.Json;
using Aso.ClaimFiles.Containers;
using Aso.Local.Cli;
using Azure;
using Azure.Storage.Blobs;

namespace Aso.Local.Delivery;

/// <summary>A file to drop, and where.</summary>
/// <param name="Container">The kind of file: <c>plans</c>, <c>enrollment</c>, <c>claims</c> or <c>recoveries</c>.</param>
/// <param name="Blob">Its name in the container, employer first.</param>
internal sealed record Drop(string Container, string Employer, string Blob, string LocalPath)
{
    public const string Plans = "plans";
    public const string Enrollment = "enrollment";
    public const string Claims = "claims";
    public const string Recoveries = "recoveries";

    /// <summary>It has the totals of the file beside which it lies, and is read with that one.</summary>
    public bool IsControl
    {
        get
        {
            if (Container == Plans || !ControlFile.IsNamed(LocalPath)) return false;
            using var file = File.OpenRead(LocalPath);
            var head = new byte[ControlFile.Bytes];
            return ControlFile.IsOne(LocalPath, head.AsSpan(0, file.ReadAtLeast(head, head.Length, false)));
        }
    }

    public override string ToString() => $"{Container}/{Blob}";

    /// <summary>Decides where each file goes (files.md section 1).</summary>
    /// <exception cref="CommandFailure">A file is missing, or two have the same target.</exception>
    public static IReadOnlyList<Drop> Plan(string container, string employer, IEnumerable<string> paths)
    {
        var drops = new List<Drop>();
        foreach (var path in paths)
        {
            if (!File.Exists(path))
                throw new CommandFailure($"There is no file {path}.", "Check the path; nothing was dropped.");
            var name = container == Plans ? PlanName(path) : Path.GetFileName(path);
            drops.Add(new Drop(container, employer, $"{employer}/{name}", path));
        }

        if (drops.GroupBy(drop => drop.Blob).FirstOrDefault(same => same.Count() > 1) is { } clash)
        {
            throw new CommandFailure(
                $"{string.Join(" and ", clash.Select(drop => drop.LocalPath))} would all be dropped as"
                + $" {clash.First()}.",
                "Drop them one after the other, or rename one; nothing was dropped.");
        }

        // Before the files that they belong to, which are compared with them as they are read.
        return [.. drops.OrderByDescending(drop => drop.IsControl)];
    }

    /// <summary>Uploads the file, replacing any previous version; returns the new version.</summary>
    /// <exception cref="CommandFailure">The storage does not respond or refuses.</exception>
    public async Task<ETag> UploadAsync(BlobServiceClient storage, CancellationToken cancellation)
    {
        var container = storage.GetBlobContainerClient(Container);
        await container.CreateIfNotExistsAsync(cancellationToken: cancellation);
        await using var content = File.OpenRead(LocalPath);
        var written = await container.GetBlobClient(Blob).UploadAsync(content, overwrite: true, cancellation);
        return written.Value.ETag;
    }

    // A document that cannot be read keeps its file name: it must arrive to be acknowledged.
    private static string PlanName(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(
                File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            if (document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("planYear", out var text)
                && text.ValueKind == JsonValueKind.String
                && PlanYear.TryParse(text.GetString(), out var year))
                return $"{year}.json";
        }
        catch (JsonException)
        {
            // The acknowledgment reports it.
        }

        return Path.GetFileName(path);
    }
}
