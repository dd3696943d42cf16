using Aso.Local.Cli;
using Aso.Local.Commands;

namespace Aso.Local.Tests.Commands;

/// <summary>Wrong options end with a sentence that says what was expected.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--port must be a whole number from 0 to 65535, but was abc.", "serve", "--port", "abc")]
    [InlineData("--port must be a whole number from 0 to 65535, but was 65536.", "serve", "--port", "65536")]
    [InlineData("Expected a date such as 2026-04-15.", "serve", "--today", "2026-99-01")]
    [InlineData("--operator-key must have at least 16 printable", "serve", "--operator-key", "short")]
    [InlineData("--operator-key must have at least 16 printable", "serve", "--operator-key", "sixteen letters and blanks")]
    [InlineData("--otlp must be an address", "serve", "--otlp", "nonsense")]
    [InlineData("--connection must be a connection string", "serve", "--connection", "garbage")]
    [InlineData("The connection string cannot be read.", "serve", "--connection", "garb=age")]
    [InlineData("--data and --connection cannot be combined", "serve", "--data", "x", "--connection", "UseDevelopmentStorage=true")]
    [InlineData("Unrecognized command or argument '--frobnicate'.", "serve", "--frobnicate")]
    [InlineData("Argument 'bananas' not recognized.", "put", "bananas", "acme", "file.csv")]
    [InlineData("An employer name has 3 to 40 characters", "put", "claims", "ACME", "file.csv")]
    [InlineData("There is no file file-that-is-not-there.csv.", "put", "claims", "acme", "file-that-is-not-there.csv")]
    [InlineData("--members must be a whole number from 1 to 1000000, but was -1.", "generate", "--members", "-1", "--out", "x")]
    public async Task Say_what_was_expected(string expected, params string[] args)
    {
        var (code, told) = await RunAsync(args);

        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains(expected, told, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", told, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", told, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Told)> RunAsync(string[] args)
    {
        var before = Console.Error;
        using var told = new StringWriter();
        Console.SetError(TextWriter.Synchronized(told));
        try
        {
            var code = await CommandLine.RunAsync(args);
            return (code, told.ToString());
        }
        finally
        {
            Console.SetError(before);
        }
    }
}
