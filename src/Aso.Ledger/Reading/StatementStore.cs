using System.Text.Json;
using Aso.Ledger.Format;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Reading;

/// <summary>Closed statements, one row each in the employer's partition, never changed.</summary>
public sealed class StatementStore(ILedgerStorage storage)
{
    internal const string Prefix = "statement~";

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
    public async Task<IReadOnlyDictionary<PlanYear, Statement>> LatestAsync(
        string employer, CancellationToken cancellation = default)
    {
        var latest = new Dictionary<PlanYear, Statement>();
        await foreach (var row in storage.QueryAsync(employer, Prefix, cancellation))
            if (ToStatement(row) is var statement) latest[statement.PlanYear] = statement;
        return latest;
    }

    /// <summary>Stores a statement; where the month already has one, returns that one unchanged.</summary>
    public async Task<Statement> KeepAsync(Statement statement, CancellationToken cancellation = default)
    {
        var key = KeyOf(statement.PlanYear, statement.Month);
        var row = new Row(statement.Employer, key)
        {
            Payload = JsonSerializer.SerializeToUtf8Bytes(statement, LedgerJson.Options),
        };
        try
        {
            await storage.CommitOwnAsync(statement.Employer, [RowAction.Insert(row)], cancellation);
            return statement;
        }
        catch (ConflictException)
        {
            return ToStatement((await storage.ReadAsync(statement.Employer, key, cancellation))!);
        }
    }

    private static string KeyOf(PlanYear year, Month month) => $"{Prefix}{year}~{month}";

    private static Statement ToStatement(Row row) =>
        JsonSerializer.Deserialize<Statement>(row.Payload.Span, LedgerJson.Options)
        ?? throw new CorruptLedgerException(row.Partition, row.Key, "an empty statement");
}
