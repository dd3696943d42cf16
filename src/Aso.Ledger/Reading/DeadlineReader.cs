namespace Aso.Ledger.Reading;

/// <summary>An employer's deadlines, as its ledger stands.</summary>
public sealed class DeadlineReader(EmployerLedger employers)
{
    public async Task<IReadOnlyList<Deadline>> ReadAsync(EmployerView view)
    {
        var contracts = view.Terms.Where(plan => plan.StopLoss?.Specific is not null)
            .Select(plan => plan.Year).ToList();
        var shards = await employers.AskOnceAsync(
            view.Ledger, "deadlines", book => (Units: UnitsOf(book, contracts), Pended: book.Pended()),
            shard => shard.Units.Count + shard.Pended.Count);
        return DueDates.Of(new DeadlineFacts(
            view.Terms, view.OpenMonth, view.Today,
            view.Now.Contracts.ToDictionary(
                contract => contract.Contract, contract => contract.Specific.Whole.Receivable),
            [.. shards.SelectMany(shard => shard.Units)],
            [.. shards.SelectMany(shard => shard.Pended)]));
    }

    private static List<ContractUnit> UnitsOf(ShardBook book, IReadOnlyList<PlanYear> contracts)
    {
        // One moment after the other: the book keeps what it counted of a moment for all its contracts.
        var now = Reported(null);
        var before = book.LastClosedMonth is { } closed
            ? Reported(closed).Select(one => (one.Contract, one.Position.Unit)).ToHashSet()
            : [];
        return
        [
            .. now.Select(one => new ContractUnit(
                one.Contract, one.Position, before.Contains((one.Contract, one.Position.Unit)))),
        ];

        List<(PlanYear Contract, UnitPosition Position)> Reported(Month? through) =>
        [
            .. from contract in contracts
               from position in book.Positions(contract, through)
               where position.IsReported
               select (contract, position),
        ];
    }
}
