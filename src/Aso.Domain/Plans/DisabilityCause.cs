namespace Aso.Domain.Plans;

public enum DisabilityCause : byte
{
    Injury,
    Sickness,
}
