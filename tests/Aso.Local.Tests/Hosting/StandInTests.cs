using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

namespace Aso.Local.Tests.Hosting;

public sealed class StandInTests
{
    [Fact]
    public async Task An_app_started_by_itself_on_stand_ins_says_how_to_run_it()
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.ConfigureFunctionsWebApplication();
        builder.UseMiddleware<OuterStage>();
        using var app = builder.Build();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => app.RunAsync());
        Assert.Contains("dotnet run --project src/Aso.Local -- serve", refused.Message, StringComparison.Ordinal);
    }
}
