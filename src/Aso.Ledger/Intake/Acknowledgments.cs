using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Aso.ClaimFiles.Containers;
using Aso.ClaimFiles.PlanDocuments;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.X12;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Intake;

/// <summary>
/// Writes what became of each dropped file to <c>acknowledgments</c>, and sets aside what nothing could be read from.
/// Each file's acknowledgment has a name of its own; the file's path alone, which its sender knows beforehand (files.md
/// section 1), has the one for the latest file dropped there. Written before the journal entry becomes final, so that
/// no crash can leave a file without one; writing it again writes the same.
/// </summary>
public sealed partial class Acknowledgments(ILedgerStorage storage)
{
    /// <summary>Files up to this size are copied to quarantine; of larger ones the snapshot remains.</summary>
    private const long QuarantinedBytesMax = 8 << 20;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Default,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Where an entry's own acknowledgment is: by path, container and sequence.</summary>
    public static BlobName BlobOf(JournalEntry entry)
    {
        return OwnBlob(entry, "json");
    }

    public const string Container = "acknowledgments";

    /// <summary>
    /// Every form of the entry's own acknowledgment, by the ending of its name: <c>json</c>, <c>999</c> and others.
    /// </summary>
    public async Task<IReadOnlyList<(string Ending, ListedBlob Blob)>> ListAsync(
        JournalEntry entry, CancellationToken cancellation = default)
    {
        var forms = new List<(string, ListedBlob)>();
        var prefix = OwnBlob(entry, "").Name;
        await foreach (var blob in storage.ListBlobsAsync(Container, prefix, cancellation))
            // A corrected repair file may be dropped under its name here: what was answered to that is not this.
            if (Form().IsMatch(blob.Name[prefix.Length..])) forms.Add((blob.Name[prefix.Length..], blob));
        return forms;
    }

    /// <summary>The entry's own acknowledgment; null: there is none.</summary>
    public async Task<byte[]?> ReadAsync(JournalEntry entry, CancellationToken cancellation = default)
    {
        if (await storage.ReadBlobAsync(OwnBlob(entry, "json"), 0, null, cancellation) is { } kept) return kept;
        // Earlier versions wrote to the path alone, where another file's may have replaced it.
        return await storage.ReadBlobAsync(LatestBlob(entry.File!, "json"), 0, null, cancellation) is { } latest
            && BelongsTo(entry, latest) ? latest : null;
    }

    /// <summary>The file waits for its employer's first plan: it has no sequence yet.</summary>
    internal async Task WriteWaitingAsync(WaitingFile waiting, CancellationToken cancellation) =>
        await PutLatestAsync(
            waiting.File,
            "json",
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    Identity = new
                    {
                        waiting.Employer,
                        File = waiting.File.Blob.ToString(),
                        Bytes = waiting.File.SizeBytes,
                        waiting.Received,
                    },
                    State = "waiting",
                    WaitsFor = "plan",
                    Next = "Nothing, if the employer's first plan is on its way: the file is taken when that is in force."
                        + " If the employer's name is mistyped, drop the file where it belongs.",
                },
                Options),
            cancellation);

    /// <summary>A control file: it is read with the file beside which it lies.</summary>
    internal async Task WriteControlAsync(BlobName blob, string employer, CancellationToken cancellation)
    {
        var of = new BlobName(blob.Container, ControlFile.NameOfFile(blob.Name));
        var (own, other) = (await storage.DescribeBlobAsync(blob, cancellation),
            await storage.DescribeBlobAsync(of, cancellation));
        if (own is null) return;
        await storage.PutBlobAsync(
            new BlobName("acknowledgments", $"{blob.Name}.json"),
            JsonSerializer.SerializeToUtf8Bytes(
                new
                {
                    Identity = new { Employer = employer, File = blob.ToString(), Bytes = own.Size },
                    State = "control",
                    Next = other is null
                        ? $"Drop {of}: it is compared with these totals when it is read."
                        : $"Nothing: the acknowledgment of {of} says under controlTotals how they compare. If it says"
                            + " nothing, that file was read before these totals came: drop them first, or in one zip.",
                },
                Options),
            cancellation);
    }

    internal static BlobName OwnBlob(JournalEntry entry, string ending) => new("acknowledgments", string.Create(
        CultureInfo.InvariantCulture, $"{entry.File!.Path}.{entry.File.Container}-{entry.Sequence:D6}.{ending}"));

    private static BlobName LatestBlob(DroppedFile file, string ending) => new("acknowledgments", $"{file.Path}.{ending}");

    private static bool BelongsTo(JournalEntry entry, byte[] answer)
    {
        using var document = JsonDocument.Parse(answer);
        return document.RootElement.GetProperty("identity") is var identity
            && identity.TryGetProperty("sequence", out var sequence) && sequence.GetInt64() == entry.Sequence
            && identity.GetProperty("file").GetString() == entry.File!.Blob.ToString();
    }

    private async Task PutAsync(
        JournalEntry entry, string ending, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        await PutLatestAsync(entry.File!, ending, content, cancellation);
        await storage.PutBlobAsync(OwnBlob(entry, ending), content, cancellation);
    }

    /// <summary>
    /// Not where the file's path is so named that this would replace another file's own acknowledgment or repair file:
    /// whoever may drop chooses the name.
    /// </summary>
    private async Task PutLatestAsync(
        DroppedFile file, string ending, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        if (!OwnName().IsMatch(file.Path))
            await storage.PutBlobAsync(LatestBlob(file, ending), content, cancellation);
    }

    /// <summary>What <see cref="OwnBlob"/> ends with, but for the last ending.</summary>
    [GeneratedRegex(@"\.[a-z]+-[0-9]{6,}(\.repair(-[0-9]+)?)?\z")]
    private static partial Regex OwnName();

    /// <summary>The endings of what is written for an entry.</summary>
    [GeneratedRegex(@"\A(json|999|repair(-[0-9]+)?\.[a-z0-9]+)\z")]
    private static partial Regex Form();

    /// <param name="first">The entry of the same content that came before; null: none.</param>
    /// <param name="repairFiles">Container and name of each; none: nothing of the file goes back.</param>
    internal async Task WriteAsync(
        JournalEntry entry, Preparation preparation, JournalEntry? first, FileReport report,
        IReadOnlyList<string> repairFiles, CancellationToken cancellation)
    {
        var duplicateOf = first?.Sequence;
        var document = new
        {
            Identity = Identity(entry, preparation),
            State = State(preparation.State, duplicateOf),
            DuplicateOf = duplicateOf,
            report.Formats,
            report.QuarantineReason,
            Incomplete = report.IsIncomplete ? true : (bool?)null,
            preparation.Outcome,
            Accepted = new
            {
                Count = report.Accepted,
                Lines = report.AcceptedLines,
                Members = entry.Kind == EntryKind.Claims ? report.Members : null,
                Charge = report.AcceptedCharge.Amount,
                Declared = entry.Kind == EntryKind.Claims ? report.AcceptedDeclared.Amount : (decimal?)null,
                Unchanged = report.Unchanged > 0 ? report.Unchanged : (long?)null,
            },
            Rejected = new
            {
                Count = report.Rejected,
                Lines = entry.Kind == EntryKind.Claims ? report.RejectedLines : (long?)null,
                Charge = report.RejectedCharge.Amount,
                Declared = entry.Kind == EntryKind.Claims ? report.RejectedDeclared.Amount : (decimal?)null,
                NoClaims = report.NoClaims > 0 ? report.NoClaims : (long?)null,
                InternalDefects = report.Defects > 0 ? report.Defects : (long?)null,
            },
            Rejections = report.Rejections.Select(rejection => new
            {
                rejection.ClaimNumber,
                Charge = rejection.Charge.Amount,
                At = rejection.At.ToString(),
                FaultAt = rejection.FaultAt.ToString(),
                rejection.Field,
                rejection.Value,
                rejection.Expected,
                rejection.Reason,
                Others = rejection.Others.Count == 0 ? null : rejection.Others.Select(other => new
                {
                    At = other.At.ToString(), other.Field, other.Value, other.Expected,
                }),
            }),
            report.RejectionsLeftOut,
            RepairFiles = repairFiles.Count > 0 ? repairFiles : null,
            ControlTotals = report.ControlChecks.Count == 0 ? null : report.ControlChecks.Select(check => new
            {
                At = check.At.ToString(), check.Agrees, check.Says, Read = check.Found,
            }),
            NoLongerNamed = report.NoLongerNamed is { } missing ? new { missing.Count, missing.Members } : null,
            Repairs = report.Repairs.Select(Remark),
            Remarks = report.Remarks.Select(Remark),
            Next = Advice(entry, preparation, first, report)
                + (repairFiles.Count > 0 ? " The repair file has them as they came." : ""),
        };
        await PutAsync(entry, document, cancellation);
        if (report.Interchanges.Count > 0)
            await PutAsync(
                entry, "999", X12Acknowledgment.Write(report, entry.Received.UtcDateTime, entry.Sequence), cancellation);
        if (report.QuarantineReason is { } reason && duplicateOf is null)
            await QuarantineAsync(entry, reason, cancellation);
    }

    /// <summary>Of a file that our own code failed on as a whole.</summary>
    internal async Task SetAsideAsync(JournalEntry entry, Preparation preparation, CancellationToken cancellation)
    {
        await PutAsync(entry, new
        {
            Identity = Identity(entry, preparation),
            preparation.State,
            QuarantineReason = preparation.Outcome,
            preparation.Outcome,
            Next = $"Nothing was taken. {DefectAdvice} and drop the file again, as it is.",
        }, cancellation);
        await QuarantineAsync(entry, preparation.Outcome!, cancellation);
    }

    internal async Task WriteAsync(
        JournalEntry entry, Preparation preparation, long? duplicateOf, IReadOnlyList<PlanProblem> problems,
        IReadOnlyList<PlanProblem> warnings, CancellationToken cancellation) =>
        await PutAsync(entry, new
        {
            Identity = Identity(entry, preparation),
            State = State(preparation.State, duplicateOf),
            DuplicateOf = duplicateOf,
            Format = "plan document",
            preparation.Outcome,
            Problems = problems.Select(problem => new { problem.Path, problem.Expected }),
            Warnings = warnings.Select(warning => new { warning.Path, warning.Expected }),
            Next = duplicateOf is not null
                ? "Nothing: the same content came before, is in force, and changes nothing."
                : problems.Count == 0
                    ? "Nothing: the plan is in force."
                    : "Correct each path named above and drop the document again; the plan in force stays.",
        }, cancellation);

    private static object Identity(JournalEntry entry, Preparation preparation) => new
    {
        entry.Employer,
        File = $"{entry.File!.Container}/{entry.File.Path}",
        entry.Sequence,
        Sha256 = preparation.Content,
        Bytes = entry.File.SizeBytes,
        entry.Received,
        entry.BusinessDate,
    };

    private static EntryState State(EntryState state, long? duplicateOf) =>
        duplicateOf is null ? state : EntryState.Duplicate;

    private static object Remark(Remark remark) => new
    {
        remark.ClaimNumber, At = remark.At.ToString(), remark.Field, remark.Text, remark.Count,
    };

    private const string DefectAdvice =
        "Nothing is wrong with the file: report it to whoever runs this service, wait until they say it is repaired,";

    private static string Advice(
        JournalEntry entry, Preparation preparation, JournalEntry? first, FileReport report) =>
        report.Defects == 0 ? AdviceOnFile(entry, preparation, first, report)
        : report.QuarantineReason is not null ? $"Nothing was taken. {DefectAdvice} and drop the file again, as it is."
        : (first is not null ? $"Nothing new: the same content came before, as sequence {first.Sequence}. " : "")
            + $"Where the reason is {Rejection.DefectReason}: {char.ToLowerInvariant(DefectAdvice[0])}{DefectAdvice[1..]}"
            + " and drop what is named there again, alone in a new file. "
            + (report.Rejected > report.Defects
                ? "Correct what the other rejections name and drop those alone in a new file. "
                : "")
            + "All else is taken.";

    private static string AdviceOnFile(
        JournalEntry entry, Preparation preparation, JournalEntry? first, FileReport report) =>
        report.QuarantineReason is { } reason ? $"Nothing was taken: {reason}. What is read here: {Readable(entry.Kind)}."
        : first is { Manifest.ItemsRejected: > 0 }
            ? $"Nothing new: the same content came before, as sequence {first.Sequence}, and counts once."
                + " What it rejected then, if that is not done yet, goes corrected and alone into a new file."
                + " If nothing in it is wrong any more, as once its members are enrolled, one line break more at"
                + " the file's end makes it new."
        : first is not null
            ? "Nothing: the same content came before and changes nothing."
                + (entry.Kind == EntryKind.Claims
                    ? " If a claim in it was refused then, as a void that came before its original, one line break more"
                        + " at the file's end makes it new."
                    : "")
        : report.Outcome == FileOutcome.Partial && report.Rejected == 0
            ? "Part of the file could not be read: the remarks say which. Drop that part in a new file; the rest is taken."
        : report.NoClaims > 0
            ? $"Where the reason is {Rejection.NoClaimReason}: nothing, it asks for no payment. "
                + (report.Rejected > report.NoClaims
                    ? "Correct what the other rejections name and drop those alone in a new file; the others are taken."
                    : report.Accepted > 0 ? "All else is taken." : "There was nothing else in the file.")
        : report.Rejected > 0
            ? "Correct what the rejections name and drop those alone in a new file; the others are taken."
        : preparation.Outcome is { } outcome ? $"See: {outcome}. The others are taken."
        : report.Accepted == 0 ? "Nothing was in it to take. If that is not what you meant, drop the whole file."
        : report.ControlChecks.Any(check => !check.Agrees)
            ? "All that was read is taken, but it differs from the control totals: if part of the file is missing,"
                + " drop that part in a new file."
        : report.Unchanged > 0
            ? "Nothing to correct in the file, but some of it changed nothing, as the remarks say. If a change was"
                + " meant, send it in a new file."
        : "Nothing to correct in the file: all of it was taken.";

    private static string Readable(EntryKind kind) => kind switch
    {
        EntryKind.Enrollment => "enrollment as CSV, XLSX or X12 834, plain, gzip or zip",
        EntryKind.Recoveries => "recoveries as CSV or XLSX, plain, gzip or zip",
        _ => "claims as X12 837, CSV, XLSX or FHIR NDJSON, plain, gzip or zip",
    };

    private async Task PutAsync(JournalEntry entry, object document, CancellationToken cancellation) =>
        await PutAsync(entry, "json", JsonSerializer.SerializeToUtf8Bytes(document, Options), cancellation);

    private async Task QuarantineAsync(JournalEntry entry, string reason, CancellationToken cancellation)
    {
        var file = entry.File!;
        // As it was dropped: meanwhile another may lie under its name.
        if (file.SizeBytes <= QuarantinedBytesMax
            && await storage.OpenBlobAsync(file.Blob, file.Snapshot, cancellation) is { } dropped)
        {
            await using var content = dropped;
            using var kept = new MemoryStream();
            await content.CopyToAsync(kept, cancellation);
            await storage.PutBlobAsync(new BlobName("quarantine", file.Path), kept.ToArray(), cancellation);
        }

        var why = new { File = $"{file.Container}/{file.Path}", file.Snapshot, file.SizeBytes, Reason = reason };
        await storage.PutBlobAsync(
            new BlobName("quarantine", file.Path + ".reason.json"),
            JsonSerializer.SerializeToUtf8Bytes(why, Options), cancellation);
    }
}
