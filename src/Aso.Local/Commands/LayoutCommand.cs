using System.CommandLine;
using System.Text;
using System.Text.Json;
using Aso.ClaimFiles;
using Aso.Ledger.Storage;
using Aso.Local.Cli;
using Aso.Local.Delivery;

namespace Aso.Local.Commands;

/// <summary><c>layout</c>: proposes how a TPA's files are laid out, and stores it with the employer.</summary>
internal static class LayoutCommand
{
    private const int SampleBytes = 256 * 1024;

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Create() => new("layout", "How a TPA's files are laid out: proposes it from a sample, stores it")
    {
        New(), Put(),
    };

    private static Command New()
    {
        var file = new Argument<string>("FILE") { Description = "A file of the TPA: text with or without a header" };
        var kind = new Option<string>("--kind") { Description = "claims, enrollment or recoveries", DefaultValueFactory = _ => Drop.Claims };
        kind.AcceptOnlyFromAmong(Drop.Claims, Drop.Enrollment, Drop.Recoveries);
        var command = new Command("new", "Prints a layout for FILE as JSON, and what to look at and to fill in") { file, kind };
        command.SetAction(async (parsed, cancellation) =>
        {
            var path = parsed.GetRequiredValue(file);
            var proposal = LayoutProposal.Of(
                await SampleAsync(path, cancellation), parsed.GetRequiredValue(kind), Path.GetFileName(path));
            using var document = JsonDocument.Parse(LayoutDocument.Write(proposal.Layout));
            Terminal.Line(JsonSerializer.Serialize(document, Indented));
            foreach (var note in proposal.Notes) Terminal.Error(note);
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Put()
    {
        var employer = Parsing.Employer();
        var file = new Argument<string>("FILE") { Description = "The layout's document; its name becomes the layout's" };
        var connection = Parsing.Connection();
        var command = new Command("put", "Checks a layout and stores it: files that come from now on are read by it")
        {
            employer, file, connection,
        };
        command.SetAction((parsed, cancellation) => PutAsync(
            parsed.GetRequiredValue(employer), parsed.GetRequiredValue(file),
            RememberedStorage.Resolve(parsed.GetValue(connection)), cancellation));
        return command;
    }

    private static async Task<int> PutAsync(
        string employer, string path, string connection, CancellationToken cancellation)
    {
        var document = await File.ReadAllBytesAsync(path, cancellation);
        var problems = LayoutDocument.Read(document).Problems;
        foreach (var problem in problems) Terminal.Error(problem.ToString());
        if (problems.Count > 0)
            throw new CommandFailure($"{path} is no layout.", "Correct each path named above; nothing was stored.");
        var name = $"{employer}/{Path.GetFileNameWithoutExtension(path)}.json";
        await StorageClients.Ledger(connection).PutBlobAsync(
            new BlobName(LedgerNames.LayoutsContainer, name), document, cancellation);
        Terminal.Line($"stored {LedgerNames.LayoutsContainer}/{name}");
        return ExitCodes.Done;
    }

    private static async Task<string> SampleAsync(string path, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(path);
        var bytes = new byte[SampleBytes];
        var read = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        // A mark tells UTF-16.
        using var text = new StreamReader(new MemoryStream(bytes, 0, read), Encoding.UTF8);
        return await text.ReadToEndAsync(cancellation);
    }
}
