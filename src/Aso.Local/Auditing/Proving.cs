using System.Globalization;
using Aso.ClaimFiles.Text;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;
using Aso.Local.Cli;
using AsoFunctions;
using AsoFunctions.Http.Api;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Aso.Local.Auditing;

/// <summary>Which figure is meant.</summary>
/// <param name="Month">Null: now.</param>
/// <param name="Column">Null: the month of a closed one, to date of now.</param>
/// <param name="Today">The business date, where the app was given one; null: the clock's.</param>
internal sealed record AskedFigure(
    string Employer, PlanYear PlanYear, Month? Month, string Line, ProofColumn? Column, string? Division,
    DateOnly? Today = null);

/// <summary>Proves a figure from the stored rows, with the app's own code and without the app.</summary>
internal sealed class Proving : IDisposable
{
    private readonly ServiceProvider _services;

    /// <param name="today">The business date, where the app was given one.</param>
    public Proving(ILedgerStorage storage, DateOnly? today)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        var settings = new ConfigurationBuilder().AddEnvironmentVariables();
        if (today is { } date)
            settings.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Today"] = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            });
        services.AddAso(settings.Build());
        services.Replace(ServiceDescriptor.Singleton(storage));
        _services = services.BuildServiceProvider();
    }

    /// <exception cref="CommandFailure">There is no such figure.</exception>
    public async Task<(EmployerView View, Proof Proof)> FindAsync(AskedFigure asked, CancellationToken cancellation)
    {
        var employers = _services.GetRequiredService<EmployerLedger>();
        var ledger = await employers.FindAsync(asked.Employer, cancellation);
        if (ledger is not { HasPlan: true } || await employers.ViewAsync(ledger, asked.PlanYear, cancellation) is not { } view)
            throw new CommandFailure(
                $"{asked.Employer} has no plan year {asked.PlanYear}.", "Check the first day of the plan year.");
        NextYear? outlook = OutlookLines.Has(asked.Line) ? default(NextYear) : null;
        var reader = _services.GetRequiredService<ProofReader>();
        if (await reader.FindAsync(view, asked.Month, outlook, cancellation) is not { } moment)
            throw new CommandFailure(
                $"{asked.Month} of the plan year {asked.PlanYear} is not closed.", "Ask for a closed month, or for now.");
        var statement = moment.At.Statement;
        if (asked.Division is { } division && statement.PartOf(division) is null)
            throw new CommandFailure(
                $"No row of enrollment names the division {division}.",
                $"Known: {string.Join(", ", (statement.Divisions ?? []).Select(part => part.Name))}.");
        var lines = LineProofs.Lines(moment.At, moment.Before, asked.Division).ToList();
        if (!lines.Contains(asked.Line))
            throw new CommandFailure(
                $"The statement has no line {asked.Line}{(NearestName.Of(asked.Line, lines) is { } meant ? $": did you mean {meant}?" : ".")}",
                $"It has {string.Join(", ", lines)}.");
        var column = asked.Column ?? (asked.Month is null ? ProofColumn.ToDate : ProofColumn.Month);
        return (view, LineProofs.Of(moment.At, moment.Before, asked.Line, column, asked.Division));
    }

    public Task<ProvenItems> ReadAsync(EmployerView view, Proof proof, int most, CancellationToken cancellation) =>
        _services.GetRequiredService<ProofReader>().ReadAsync(view, proof, 0, most, cancellation);

    public Task<ProofItemShape> ShapeAsync(string employer, ProofItem item, CancellationToken cancellation) =>
        _services.GetRequiredService<ProofShapes>().ShapeAsync(employer, item, seesBytes: true, cancellation);

    /// <summary>Every item as cells, the header first.</summary>
    public IAsyncEnumerable<string[]> RecordsAsync(EmployerView view, Proof proof, CancellationToken cancellation) =>
        _services.GetRequiredService<ProofShapes>().RecordsAsync(view, proof, seesBytes: true, cancellation);

    public void Dispose() => _services.Dispose();
}
