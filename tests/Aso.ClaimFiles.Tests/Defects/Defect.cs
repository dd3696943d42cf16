using Aso.ClaimFiles.Defects;

namespace Aso.ClaimFiles.Tests.Defects;

/// <summary>What a test throws in place of our own code.</summary>
internal sealed class DefectException() : Exception("a message with the secret data of a person");

/// <summary>Throws once: at the n-th time, counted from zero, that a place is passed.</summary>
internal sealed class Defect(DefectPlace place, int at)
{
    private int _passed;

    public bool HasThrown { get; private set; }

    public IDisposable Armed()
    {
        DefectSwitch.Arm((passed, _) =>
        {
            if (passed != place || _passed++ != at) return;
            HasThrown = true;
            throw new DefectException();
        });
        return new Disarmed();
    }

    private sealed class Disarmed : IDisposable
    {
        public void Dispose() => DefectSwitch.Arm(null);
    }
}
