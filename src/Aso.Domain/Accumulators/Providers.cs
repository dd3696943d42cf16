using System.Globalization;

namespace Aso.Domain.Accumulators;

/// <summary>
/// A number for each provider. An NPI (ten digits, the first 1 or 2) less the lowest NPI is its own number; any other
/// identifier gets a negative number, in the order in which a shard first sees it.
/// </summary>
internal sealed class Providers
{
    private const int Digits = 10;
    private const uint LeastNpi = 1_000_000_000;
    private const uint AfterNpis = 3_000_000_000;

    private readonly Codes _others = new();

    public int NumberOf(string? provider) =>
        provider is { Length: Digits }
        && uint.TryParse(provider, NumberStyles.None, CultureInfo.InvariantCulture, out var npi)
        && npi is >= LeastNpi and < AfterNpis
            ? (int)(npi - LeastNpi)
            : Codes.None - 1 - _others.NumberOf(provider);
}
