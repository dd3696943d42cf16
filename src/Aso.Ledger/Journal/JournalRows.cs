using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aso.Ledger.Format;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Journal;

/// <summary>
/// Rows of an employer's own partition: <c>employer</c>, <c>prepared</c>, <c>intake~{sequence}</c>, <c>once~{hash}</c>,
/// <c>content~{kind}~{sha256}</c> and <c>audit~{time}~…</c>.
/// </summary>
internal static class JournalRows
{
    public const string EmployerKey = "employer";
    public const string PreparedKey = "prepared";
    public const string EntryPrefix = "intake~";
    public const string AuditPrefix = "audit~";
    public const string OncePrefix = "once~";

    /// <summary>After every <c>intake~</c> key: a colon follows the digits.</summary>
    public const string EntryEnd = "intake~:";

    public static string EntryKey(long sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{EntryPrefix}{sequence:D10}");

    public static string ContentKey(EntryKind kind, string sha256) => $"content~{Name(kind)}~{sha256}";

    /// <summary>The row that makes an arrival or a request count once.</summary>
    public static string OnceKey(string what) =>
        OncePrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(what)));

    /// <summary>Who asked for a change, by when: so that the trail is read without the journal.</summary>
    public static Row ToAuditRow(JournalEntry entry, HttpChange change, string who) =>
        ToAuditRow(
            entry.Employer, entry.Received, entry.Sequence.ToString("D10", CultureInfo.InvariantCulture), who,
            Name(entry.Kind),
            string.Create(CultureInfo.InvariantCulture, $"{change.Subject}; journal entry {entry.Sequence}"));

    /// <param name="id">Distinguishes changes of the same instant.</param>
    public static Row ToAuditRow(
        string employer, DateTimeOffset at, string id, string who, string what, string subject) =>
        new Row(employer, string.Create(CultureInfo.InvariantCulture, $"{AuditPrefix}{at.UtcTicks:D19}~{id}"))
            .With("at", at.ToString("O", CultureInfo.InvariantCulture))
            .With("who", who).With("what", what).With("subject", subject);

    public static Row ToRow(Employer employer) =>
        new Row(employer.Name, EmployerKey)
            .With("shards", employer.Shards)
            .With("nextSequence", employer.NextSequence)
            .With("secondEditionFrom", employer.SecondEditionFrom);

    public static Employer ToEmployer(Row row) =>
        new(
            row.Partition, checked((int)row.RequiredNumber("shards")), row.RequiredNumber("nextSequence"),
            // No ledger of the first edition has it.
            row.Number("secondEditionFrom"))
        {
            Version = row.Version,
        };

    public static Row ToRow(JournalEntry entry)
    {
        var row = new Row(entry.Employer, EntryKey(entry.Sequence))
            .With("kind", Name(entry.Kind))
            .With("state", Name(entry.State))
            .With("received", entry.Received.ToString("O", CultureInfo.InvariantCulture))
            .With("businessDate", entry.BusinessDate)
            .With("dropped", entry.Dropped)
            .With("content", entry.Content)
            .With("duplicateOf", entry.DuplicateOf)
            .With("outcome", entry.Outcome)
            .With("who", entry.Who);
        if (entry.File is { } file) Put(row, file);
        if (entry.Manifest is { } manifest)
            row.With("manifest", JsonSerializer.Serialize(manifest, LedgerJson.Options));
        row.Payload = entry.Body;
        return row;
    }

    public static JournalEntry ToEntry(Row row) => new()
    {
        Employer = row.Partition,
        Sequence = long.Parse(row.Key.AsSpan(EntryPrefix.Length), CultureInfo.InvariantCulture),
        Kind = Enum.Parse<EntryKind>(row.RequiredText("kind"), ignoreCase: true),
        State = Enum.Parse<EntryState>(row.RequiredText("state"), ignoreCase: true),
        Received = DateTimeOffset.ParseExact(row.RequiredText("received"), "O", CultureInfo.InvariantCulture),
        BusinessDate = row.RequiredDate("businessDate"),
        Dropped = row.Date("dropped"),
        File = ToFile(row),
        Content = row.Text("content"),
        DuplicateOf = row.Number("duplicateOf"),
        Manifest = row.Text("manifest") is { } manifest
            ? JsonSerializer.Deserialize<Manifest>(manifest, LedgerJson.Options)
            : null,
        Body = row.Payload,
        Outcome = row.Text("outcome"),
        Who = row.Text("who"),
        Version = row.Version,
    };

    public static Row Put(Row row, DroppedFile file) =>
        row.With("container", file.Container).With("path", file.Path).With("etag", file.ETag)
            .With("snapshot", file.Snapshot).With("size", file.SizeBytes);

    public static DroppedFile? ToFile(Row row) =>
        row.Text("container") is { } container
            ? new DroppedFile(
                container,
                row.RequiredText("path"),
                row.RequiredText("etag"),
                row.Text("snapshot"),
                row.RequiredNumber("size"))
            : null;

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
