namespace Azure.Data.Tables;

/// <summary>The answer of a read that found nothing.</summary>
internal sealed class NoValueResponse<T>(Response response) : NullableResponse<T>
{
    public override bool HasValue => false;

    public override T Value => throw new InvalidOperationException(
        $"Status: {response.Status}. The service returned no content; check HasValue first.");

    public override Response GetRawResponse() => response;
}
