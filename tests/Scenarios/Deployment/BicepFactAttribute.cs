using System.Runtime.InteropServices;

namespace Scenarios.Deployment;

/// <summary>A test that runs the Bicep compiler, which the tests' packages hold for Linux on x64 only.</summary>
internal sealed class BicepFactAttribute : FactAttribute
{
    public BicepFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            Skip = "the Bicep compiler is here for Linux on x64 only";
    }
}
