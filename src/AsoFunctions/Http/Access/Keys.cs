using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;

namespace AsoFunctions.Http.Access;

/// <summary>A key of one employer as the ledger keeps it: never the key itself.</summary>
/// <param name="CanWrite">Whether <paramref name="Powers"/> has <c>write</c>, as keys were made at first.</param>
/// <param name="Expires">The first instant it is no longer good; null: until revoked.</param>
public sealed record KeyRecord(
    string Id, string Name, bool CanWrite, IReadOnlyList<string> Powers, DateTimeOffset Made, DateTimeOffset? Expires,
    DateTimeOffset? Revoked);

/// <summary>
/// The keys of employers: <c>{employer}.{id}.{secret}</c>, 256 random bits, kept as a SHA-256 (the secret is random, so
/// a slow hash adds nothing) and compared in constant time.
/// </summary>
public sealed class Keys(ILedgerStorage storage, TimeProvider time)
{
    private const string Prefix = "key~";
    private const int SecretBytes = 32;

    /// <summary>Makes a key; its text is answered here, once, and never again.</summary>
    public async Task<(string Key, KeyRecord Record)> MakeAsync(
        string employer, string name, Powers powers, DateTimeOffset? expires, Caller by, CancellationToken cancellation)
    {
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(9));
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var record = new KeyRecord(
            id, name, powers.HasFlag(Powers.Write), PowerNames.Of(powers), time.GetUtcNow(), expires, null);
        await storage.CommitOwnAsync(
            employer,
            [
                RowAction.Insert(ToRow(employer, record, HashOf(secret))),
                AuditTrail.Entry(
                    employer, record.Made, by.Name, "key.made",
                    $"{name}, id {id}, may {string.Join(", ", record.Powers)}"),
            ],
            cancellation);
        return ($"{employer}.{id}.{secret}", record);
    }

    public async Task<IReadOnlyList<KeyRecord>> ListAsync(string employer, CancellationToken cancellation)
    {
        var keys = new List<KeyRecord>();
        await foreach (var row in storage.QueryAsync(employer, Prefix, cancellation))
            keys.Add(ToRecord(row));
        return keys;
    }

    /// <summary>From now on the key is no longer good; false: there is no such key.</summary>
    public async Task<bool> RevokeAsync(string employer, string id, Caller by, CancellationToken cancellation)
    {
        while (await storage.ReadAsync(employer, Prefix + id, cancellation) is { } row)
        {
            var record = ToRecord(row);
            if (record.Revoked is not null) return true;
            var now = time.GetUtcNow();
            var revoked = ToRow(employer, record with { Revoked = now }, row.RequiredText("hash"));
            try
            {
                await storage.CommitOwnAsync(
                    employer,
                    [
                        RowAction.Replace(revoked, row.Version!),
                        AuditTrail.Entry(employer, now, by.Name, "key.revoked", $"{record.Name}, id {id}"),
                    ],
                    cancellation);
                return true;
            }
            catch (ConflictException)
            {
                // Revoked by someone else at the same moment: look again.
            }
        }

        return false;
    }

    /// <summary>Who holds this key; null where it is not known or not in force.</summary>
    public async Task<Caller?> IdentifyAsync(string key, CancellationToken cancellation)
    {
        var parts = key.Split('.');
        if (parts.Length != 3 || !EmployerName.TryParse(parts[0], out var employer)
            || parts[1].Length != 12 || !IsUrlSafe(parts[1])) return null;
        var row = await storage.ReadAsync(parts[0], Prefix + parts[1], cancellation);
        var expected = Encoding.ASCII.GetBytes(row?.Text("hash") ?? HashOf(""));
        var matches = CryptographicOperations.FixedTimeEquals(expected, Encoding.ASCII.GetBytes(HashOf(parts[2])));
        if (row is null || !matches) return null;
        var record = ToRecord(row);
        var now = time.GetUtcNow();
        return record.Revoked is not null || record.Expires <= now
            ? null
            : Caller.With(record.Name, $"key {record.Id}", (employer, PowerNames.Parse(record.Powers) ?? Powers.None));
    }

    private static bool IsUrlSafe(string text) =>
        text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    private static string HashOf(string secret) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static Row ToRow(string employer, KeyRecord record, string hash) =>
        new Row(employer, Prefix + record.Id)
            .With("name", record.Name).With("canWrite", record.CanWrite ? 1 : 0)
            .With("powers", string.Join(',', record.Powers)).With("hash", hash)
            .With("made", Text(record.Made)).With("expires", Text(record.Expires)).With("revoked", Text(record.Revoked));

    private static KeyRecord ToRecord(Row row)
    {
        var canWrite = row.RequiredNumber("canWrite") == 1;
        // Keys of earlier versions have no more than that.
        var powers = row.Text("powers")?.Split(',')
            ?? [.. PowerNames.Of(canWrite ? Powers.Read | Powers.Write : Powers.Read)];
        return new KeyRecord(
            row.Key[Prefix.Length..], row.RequiredText("name"), canWrite, powers,
            Instant(row.Text("made"))!.Value, Instant(row.Text("expires")), Instant(row.Text("revoked")));
    }

    private static string? Text(DateTimeOffset? instant) => instant?.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Instant(string? text) =>
        text is null ? null : DateTimeOffset.ParseExact(text, "O", CultureInfo.InvariantCulture);
}
