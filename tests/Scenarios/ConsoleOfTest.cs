using System.Text;

namespace Scenarios;

/// <summary>
/// What commands print in this process, separated by the test that runs them. Whatever is printed outside goes where it
/// always went.
/// </summary>
internal sealed class ConsoleOfTest : IDisposable
{
    private static readonly AsyncLocal<ConsoleOfTest?> Current = new();

    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    static ConsoleOfTest()
    {
        Console.SetOut(new Switch(Console.Out, test => test._output));
        Console.SetError(new Switch(Console.Error, test => test._errors));
    }

    public string Output => _output.ToString();

    public string Errors => _errors.ToString();

    /// <summary>Takes what is printed from here on, by whatever is called or started from here.</summary>
    public static ConsoleOfTest Capture() => Current.Value = new ConsoleOfTest();

    public void Dispose() => Current.Value = null;

    /// <summary>The console makes sure that one thread at a time writes.</summary>
    private sealed class Switch(TextWriter otherwise, Func<ConsoleOfTest, TextWriter> ofTest) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        private TextWriter Target => Current.Value is { } test ? ofTest(test) : otherwise;

        public override void Write(char value) => Target.Write(value);

        public override void Write(char[] buffer, int index, int count) => Target.Write(buffer, index, count);

        public override void Write(string? value) => Target.Write(value);

        public override void WriteLine(string? value) => Target.WriteLine(value);

        public override void Flush() => Target.Flush();
    }
}
