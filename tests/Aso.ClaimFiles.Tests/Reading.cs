using System.Text;
using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Tests;

/// <summary>Keeps what a file gave.</summary>
internal sealed class Collected : IClaimSink
{
    public List<Claim> Claims { get; } = [];

    public List<FilePosition> Positions { get; } = [];

    /// <summary>Whose claims they are, as asked for: also of those that were not found.</summary>
    public List<PatientText> Patients { get; } = [];

    /// <summary>Null: everybody is found, by the numbers in the file.</summary>
    public PersonFault? Fault { get; set; }

    public List<Rejection> Rejections { get; } = [];

    public FileReport Report { get; private set; } = new();

    public PersonFound Find(Patient patient)
    {
        Patients.Add(new PatientText(
            patient.Number, patient.SubscriberNumber,
            $"{patient.BirthDate:yyyy-MM-dd} {patient.Relationship} {patient.Sex} {patient.FirstName}",
            patient.IsSocialSecurityNumber, patient.IsSubscriberSocialSecurityNumber));
        return patient.AsWritten with { Fault = Fault };
    }

    public void Accept(Claim claim, FilePosition at)
    {
        Claims.Add(claim);
        Positions.Add(at);
    }

    public void Reject(Rejection rejection) => Rejections.Add(rejection);

    public static async Task<Collected> ReadAsync(
        Stream content, ClaimFileOptions? options = null, PersonFault? fault = null)
    {
        var collected = new Collected { Fault = fault };
        collected.Report = await ClaimFile.ReadAsync(content, options ?? Reading.Options, collected);
        Assert.Equal(collected.Claims.Count, collected.Report.Accepted);
        Assert.Equal(collected.Rejections.Count, collected.Report.Rejected);
        Assert.Equal(collected.Claims.Sum(claim => claim.Charge), collected.Report.AcceptedCharge);
        return collected;
    }

    public static Task<Collected> ReadAsync(byte[] content, ClaimFileOptions? options = null) =>
        ReadAsync(new MemoryStream(content), options);

    public static Task<Collected> ReadAsync(string content, ClaimFileOptions? options = null) =>
        ReadAsync(Encoding.UTF8.GetBytes(content), options);
}

/// <summary>A <see cref="Patient"/>, which is used again, as it was.</summary>
internal sealed record PatientText(
    string? Number, string? Subscriber, string Traits, bool IsSocial, bool IsSubscriberSocial);

internal static class Reading
{
    public static ClaimFileOptions Options { get; } = new() { BusinessDate = new DateOnly(2026, 6, 30) };

    /// <summary>A claim as one comparable line; records compare lists by reference.</summary>
    public static string Show(Claim claim)
    {
        var text = new StringBuilder();
        text.Append(System.Globalization.CultureInfo.InvariantCulture,
            $"{claim.ClaimNumber} {claim.Type} {claim.OriginalClaimNumber} {claim.Benefit} {claim.MemberId} ");
        text.Append(System.Globalization.CultureInfo.InvariantCulture,
            $"{claim.SubscriberId} {claim.Received:O} {claim.PaidDate:O}");
        foreach (var line in claim.Lines)
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $" | {line with { Modifiers = [] }} {string.Join('+', line.Modifiers)}");
        return text.ToString().Replace("System.String[]", "", StringComparison.Ordinal);
    }
}

/// <summary>A stream that gives a few bytes at a time, so that every boundary falls somewhere unlucky.</summary>
internal sealed class DrippingStream(byte[] bytes, int atOnce) : MemoryStream(bytes)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer.Length > atOnce ? buffer[..atOnce] : buffer, cancellationToken);
}
