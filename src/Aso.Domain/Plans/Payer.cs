namespace Aso.Domain.Plans;

/// <summary>Who pays the claims, as remittances name it: the employer, or the administrator that pays for it.</summary>
/// <param name="Name">Null: the plan's.</param>
/// <param name="TaxId">The employer identification number, nine digits.</param>
/// <param name="State">The two letters of a state or province.</param>
/// <param name="Phone">Of those who answer about payments, digits; null: not given.</param>
/// <param name="Url">The same.</param>
public sealed record Payer(
    string? Name, string TaxId, string Street, string City, string State, string PostalCode, string? Phone,
    string? Url);
