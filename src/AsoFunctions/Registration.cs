using System.Globalization;
using Aso.Ledger.Checking;
using Aso.Ledger.Closing;
using Aso.Ledger.Exports;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Outbox;
using Aso.Ledger.Reading;
using Aso.Ledger.Search;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Aso.Ledger.Upkeep;
using AsoFunctions.Http.Access;
using AsoFunctions.Http.Api;
using AsoFunctions.Messaging;
using AsoFunctions.Statements;
using Azure.Identity;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace AsoFunctions;

/// <summary>All services of the app, in one place.</summary>
public static class Registration
{
    public static FunctionsApplicationBuilder UseAso(this FunctionsApplicationBuilder builder)
    {
        builder.UseMiddleware<CallerMiddleware>();
        builder.Services.AddAso(builder.Configuration);
        return builder;
    }

    public static IServiceCollection AddAso(this IServiceCollection services, IConfiguration settings)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new BusinessClock(
            provider.GetRequiredService<TimeProvider>(), Date(settings["Today"])));
        services.AddSingleton(new IntakeOptions
        {
            Shards = Number(settings["Shards"]),
            Strict = string.Equals(settings["Strict"], "true", StringComparison.OrdinalIgnoreCase),
            FederalLimits = FederalLimits(settings.GetSection("FederalLimits")),
        });
        services.AddSingleton(new AccessOptions(
            settings["OperatorKey"] ?? "",
            string.Equals(settings["WEBSITE_AUTH_ENABLED"], "true", StringComparison.OrdinalIgnoreCase)));
        services.AddSingleton<ILedgerStorage>(_ => Connect(settings));
        services.AddSingleton(Number(settings["MemoryMB"]) is { } megabytes
            ? new MemoryBudget(megabytes * 1024L * 1024)
            : MemoryBudget.ForHost());
        services.AddMessaging(settings);
        services.AddTelemetry(settings);
        services.AddLedger();
        services.AddSingleton<EmployerLedger>();
        services.AddSingleton<ProofReader>();
        services.AddSingleton<DeadlineReader>();
        services.AddSingleton<DeadlineReminders>();
        services.AddSingleton<PostedChanges>();
        services.AddSingleton<ClaimShapes>();
        services.AddSingleton<ClaimSearch>();
        services.AddSingleton<ClaimLookup>();
        services.AddSingleton<ProofShapes>();
        services.AddSingleton<Keys>();
        services.AddSingleton<CallerDirectory>();
        services.AddSingleton<AuditTrail>();
        services.AddSingleton<HealthReader>();
        services.AddSingleton<StatementDetailsReader>();
        services.AddSingleton<CarrierReports>();
        services.AddSingleton<StatementPublisher>();
        services.AddSingleton<IStatementPublisher>(provider => provider.GetRequiredService<StatementPublisher>());
        return services;
    }

    private static IServiceCollection AddLedger(this IServiceCollection services)
    {
        services.AddSingleton<EmployerJournal>();
        services.AddSingleton<ShardCache>();
        services.AddSingleton<ShardWorker>();
        services.AddSingleton<ShardDriver>();
        services.AddSingleton<LedgerReader>();
        services.AddSingleton<ShardOutbox>();
        services.AddSingleton<BlockedEntries>();
        services.AddSingleton<SetAsideCounts>();
        services.AddSingleton<SetAsideItems>();
        services.AddSingleton<PlanStore>();
        services.AddSingleton<Directories>();
        services.AddSingleton<Acknowledgments>();
        services.AddSingleton<RejectedClaims>();
        services.AddSingleton<PlanPreparer>();
        services.AddSingleton<EnrollmentPreparer>();
        services.AddSingleton<ClaimsPreparer>();
        services.AddSingleton<RecoveriesPreparer>();
        services.AddSingleton<FilePreparer>();
        services.AddSingleton<RawClaims>();
        services.AddSingleton<FileIntake>();
        services.AddSingleton<Drops>();
        services.AddSingleton<FileCheck>();
        services.AddSingleton<Periods>();
        services.AddSingleton<StatementStore>();
        services.AddSingleton<RemittancePublisher>();
        services.AddSingleton<MonthlyExports>();
        services.AddSingleton<MonthlyLists>();
        services.AddSingleton<PeriodCloser>();
        services.AddSingleton<StopLossCases>();
        return services.AddSingleton<Sweep>();
    }

    /// <summary>By connection string, or by the app's identity if only an account name is set.</summary>
    private static AzureStorage Connect(IConfiguration settings)
    {
        if (settings["AzureWebJobsStorage"] is { Length: > 0 } connection) return AzureStorage.Connect(connection);
        var account = settings["AzureWebJobsStorage:accountName"]
            ?? throw new InvalidOperationException(
                "Set AzureWebJobsStorage to a connection string, or AzureWebJobsStorage__accountName to an account.");
        return AzureStorage.Connect(account, Identity(settings));
    }

    /// <summary>The app's own identity in Azure; on a developer's machine, whoever is signed in.</summary>
    internal static DefaultAzureCredential Identity(IConfiguration settings) =>
        new(new DefaultAzureCredentialOptions { ManagedIdentityClientId = settings["AzureWebJobsStorage:clientId"] });

    private static DateOnly? Date(string? text) =>
        string.IsNullOrEmpty(text)
            ? null
            : DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Those we know, and by calendar year those that are set: <c>individual/family</c>.</summary>
    private static Dictionary<int, Limit> FederalLimits(IConfigurationSection set)
    {
        var limits = new Dictionary<int, Limit>(FederalLimit.Known);
        foreach (var year in set.GetChildren())
        {
            var amounts = (year.Value ?? "").Split('/');
            if (!int.TryParse(year.Key, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                || amounts.Length != 2
                || Amount(amounts[0]) is not { } individual || Amount(amounts[1]) is not { } family)
                throw new InvalidOperationException(
                    $"Set {year.Path} to the limits of a person and of a family, as 10600/21200.");
            limits[number] = new Limit(individual, family);
        }

        return limits;

        static Cents? Amount(string text) =>
            decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && Cents.TryFromAmount(amount, out var cents)
                ? cents
                : null;
    }

    private static int? Number(string? text) =>
        string.IsNullOrEmpty(text) ? null : int.Parse(text, CultureInfo.InvariantCulture);
}
