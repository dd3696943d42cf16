namespace AsoFunctions.Http;

/// <summary>What a stored file is, by its name's ending.</summary>
internal static class ContentTypes
{
    public static string Of(string name) => Path.GetExtension(name) switch
    {
        ".json" => "application/json; charset=utf-8",
        ".html" => "text/html; charset=utf-8",
        ".csv" => "text/csv; charset=utf-8",
        ".xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".parquet" => "application/vnd.apache.parquet",
        ".835" or ".999" => "application/edi-x12",
        _ => "application/octet-stream",
    };
}
