using System.Text.Json;
using Aso.Ledger.Format;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Reading;

/// <summary>
/// Closed statements in the employer's partition: a row each, never changed, and once more the last one of each plan
/// year, so that it is found however many there are.
/// </summary>
public sealed class StatementStore(ILedgerStorage storage)
{
    internal const string Prefix = "statement~";
    internal const string LatestPrefix = "latest~";

    private const string MonthField = "month";
    private const byte PlainJson = (byte)'{';

    public async Task<Statement?> ReadAsync(
        string employer, PlanYear year, Month month, CancellationToken cancellation = default) =>
        await storage.ReadAsync(employer, KeyOf(year, month), cancellation) is { } row ? ToStatement(row) : null;

    /// <summary>Every statement of a plan year, in order of months.</summary>
    public async Task<IReadOnlyList<Statement>> ReadAsync(
        string employer, PlanYear year, CancellationToken cancellation = default)
    {
        var statements = new List<Statement>();
        await foreach (var row in storage.QueryAsync(employer, $"{Prefix}{year}~", cancellation))
            statements.Add(ToStatement(row));
        return statements;
    }

    /// <summary>The last statement of each plan year that has one.</summary>
    /// <param name="years">The employer's plan years.</param>
    public async Task<IReadOnlyDictionary<PlanYear, Statement>> LatestAsync(
        string employer, IEnumerable<PlanYear> years, CancellationToken cancellation = default)
    {
        var latest = new Dictionary<PlanYear, Statement>();
        await foreach (var row in storage.QueryAsync(employer, LatestPrefix, cancellation))
        {
            var statement = ToStatement(row);
            latest.Add(statement.PlanYear, statement);
        }

        // Ledgers of the first edition have no such row until their next close.
        foreach (var year in years)
            if (!latest.ContainsKey(year) && await LastAsync(employer, year, cancellation) is { } last)
                latest.Add(year, last);
        return latest;
    }

    /// <summary>Stores a statement; where the month already has one, returns that one unchanged.</summary>
    public async Task<Statement> KeepAsync(Statement statement, CancellationToken cancellation = default)
    {
        var (employer, year, month) = (statement.Employer, statement.PlanYear, statement.Month);
        while (true)
        {
            RowAction[] actions = [RowAction.Insert(ToRow(statement, KeyOf(year, month))),
                .. await ForwardAsync(statement, cancellation)];
            try
            {
                await storage.CommitOwnAsync(employer, actions, cancellation);
                return statement;
            }
            catch (ConflictException)
            {
                if (await ReadAsync(employer, year, month, cancellation) is not { } kept) continue;
                // A version of before may have kept it, alone.
                await MoveLatestAsync(employer, year, cancellation);
                return kept;
            }
        }
    }

    private async Task MoveLatestAsync(string employer, PlanYear year, CancellationToken cancellation)
    {
        while (await LastAsync(employer, year, cancellation) is { } last
            && await ForwardAsync(last, cancellation) is { Length: > 0 } actions)
        {
            try
            {
                await storage.CommitOwnAsync(employer, actions, cancellation);
                return;
            }
            catch (ConflictException)
            {
                // Another worker moved it too: look again.
            }
        }
    }

    /// <summary>The write that makes a statement its plan year's latest; none where that is as late already.</summary>
    private async Task<RowAction[]> ForwardAsync(Statement statement, CancellationToken cancellation)
    {
        var row = ToRow(statement, LatestKeyOf(statement.PlanYear)).With(MonthField, statement.Month.ToString());
        var before = await storage.ReadAsync(row.Partition, row.Key, cancellation);
        if (before is null) return [RowAction.Insert(row)];
        return string.CompareOrdinal(before.RequiredText(MonthField), row.RequiredText(MonthField)) < 0
            ? [RowAction.Replace(row, before.Version!)]
            : [];
    }

    private async Task<Statement?> LastAsync(string employer, PlanYear year, CancellationToken cancellation) =>
        await ReadAsync(employer, year, cancellation) is [.., var last] ? last : null;

    internal static string LatestKeyOf(PlanYear year) => $"{LatestPrefix}{year}";

    internal static string KeyOf(PlanYear year, Month month) => $"{Prefix}{year}~{month}";

    private static Row ToRow(Statement statement, string key) => new(statement.Employer, key)
    {
        Payload = Packed(statement),
    };

    internal static Statement ToStatement(Row row)
    {
        using var json = row.Payload.Span[0] == PlainJson
            ? new MemoryStream(row.Payload.ToArray())
            : HeadState.Unpack(row.Payload);
        return JsonSerializer.Deserialize<Statement>(json, LedgerJson.Options)
            ?? throw new CorruptLedgerException(row.Partition, row.Key, "an empty statement");
    }

    /// <summary>JSON; deflated, as a head's state is, where parts of divisions would make a row too long.</summary>
    private static byte[] Packed(Statement statement)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(statement, LedgerJson.Options);
        return statement.Divisions is null ? json : HeadState.Pack(json);
    }
}
