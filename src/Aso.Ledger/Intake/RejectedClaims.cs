using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aso.ClaimFiles.Reports;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Intake;

/// <summary>A claim that the reader of its file could not take, as the file's acknowledgment tells it.</summary>
/// <param name="At">Where the claim stands, as <c>line 12</c>.</param>
/// <param name="Fault">
/// The rejection itself, as the acknowledgment has it: where, which field, what was expected.
/// </param>
public sealed record RejectedClaim(JournalEntry Entry, string? ClaimNumber, string? At, JsonElement Fault);

/// <summary>
/// Claims that were rejected: the acknowledgments have them. So that a number is found without reading them all, a file
/// with rejected claims has a row <c>rejected~{sequence}</c> with four bytes of the hash of each number: one search
/// reads these rows, and then the acknowledgments of the files that may have it, no more than <see cref="FilesMost"/>.
/// </summary>
public sealed class RejectedClaims(ILedgerStorage storage, EmployerJournal journal)
{
    /// <summary>Acknowledgments that one search reads.</summary>
    public const int FilesMost = 100;

    /// <summary>Rejections that one search reads, of more than one file.</summary>
    public const long RejectionsMost = 20_000;

    private const string Prefix = "rejected~";
    private const int HashBytes = sizeof(uint);

    private readonly Acknowledgments _acknowledgments = new(storage);

    /// <summary>
    /// The row of a file, to be written as its entry becomes final; none where no number was rejected.
    /// </summary>
    internal static IEnumerable<RowAction> RowOf(JournalEntry entry, FileReport report)
    {
        var hashes = report.Rejections.Select(rejection => rejection.ClaimNumber).OfType<string>()
            .Select(HashOf).Distinct().Order().ToList();
        if (hashes.Count == 0) yield break;
        var payload = new byte[hashes.Count * HashBytes];
        for (var index = 0; index < hashes.Count; index++)
            BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(index * HashBytes), hashes[index]);
        yield return RowAction.Upsert(new Row(entry.Employer, KeyOf(entry.Sequence)) { Payload = payload });
    }

    /// <summary>
    /// Files that may have rejected a number, newest first; null: that have rejected any claim of a number.
    /// </summary>
    public async Task<IReadOnlyList<long>> FilesAsync(
        string employer, string? number, CancellationToken cancellation = default)
    {
        var files = new List<long>();
        var hash = number is null ? (uint?)null : HashOf(number);
        await foreach (var row in storage.QueryAsync(employer, Prefix, cancellation))
            if (hash is not { } wanted || Has(row.Payload.Span, wanted))
                files.Add(long.Parse(row.Key.AsSpan(Prefix.Length), CultureInfo.InvariantCulture));
        files.Reverse();
        return files;
    }

    /// <summary>What the files rejected, file by file in the order given.</summary>
    /// <param name="number">Null: every claim.</param>
    /// <returns>The claims, and how many of the files were not read any more.</returns>
    public async Task<(IReadOnlyList<RejectedClaim> Claims, int FilesLeft)> ReadAsync(
        string employer, IReadOnlyList<long> files, string? number, CancellationToken cancellation = default)
    {
        var claims = new List<RejectedClaim>();
        var (read, rejections) = (0, 0L);
        foreach (var sequence in files)
        {
            if (await journal.ReadAsync(employer, sequence, cancellation) is not { File: not null } entry) continue;
            var count = entry.Manifest?.ItemsRejected ?? 0;
            if (read == FilesMost || (read > 0 && rejections + count > RejectionsMost)) break;
            (read, rejections) = (read + 1, rejections + count);
            if (await _acknowledgments.ReadAsync(entry, cancellation) is { } answer)
                claims.AddRange(Read(entry, answer, number));
        }

        return (claims, files.Count - read);
    }

    /// <summary>Every time that a claim of this number was rejected, newest first.</summary>
    public async Task<IReadOnlyList<RejectedClaim>> FindAsync(
        string employer, string number, CancellationToken cancellation = default) =>
        await FilesAsync(employer, number, cancellation) is { Count: > 0 } files
            ? (await ReadAsync(employer, files, number, cancellation)).Claims
            : [];

    private static IEnumerable<RejectedClaim> Read(JournalEntry entry, byte[] answer, string? number)
    {
        using var document = JsonDocument.Parse(answer);
        if (!document.RootElement.TryGetProperty("rejections", out var rejections)) return [];
        return
        [
            .. rejections.EnumerateArray()
                .Select(fault => new RejectedClaim(entry, Text(fault, "claimNumber"), Text(fault, "at"), fault.Clone()))
                .Where(claim => number is null || claim.ClaimNumber == number),
        ];
    }

    private static string? Text(JsonElement fault, string name) =>
        fault.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static bool Has(ReadOnlySpan<byte> sorted, uint hash)
    {
        var (low, high) = (0, sorted.Length / HashBytes - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var found = BinaryPrimitives.ReadUInt32LittleEndian(sorted[(middle * HashBytes)..]);
            if (found == hash) return true;
            if (found < hash) low = middle + 1;
            else high = middle - 1;
        }

        return false;
    }

    /// <summary>The same in every process.</summary>
    private static uint HashOf(string number) =>
        BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(number)));

    private static string KeyOf(long sequence) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{sequence:D10}");
}
