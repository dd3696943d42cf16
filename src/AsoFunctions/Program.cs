using Aso.Ledger.Storage;
using AsoFunctions;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseAso();
var app = builder.Build();
// A deployment has created the table and containers; an Azurite that was just started has none.
if (builder.Configuration["AzureWebJobsStorage"] is { Length: > 0 } connection)
    await AzureStorage.Connect(connection).CreateAsync();
app.Run();
