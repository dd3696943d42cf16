using System.CommandLine;
using Aso.Local.Commands;

var root = new RootCommand("AsoFunctions on this machine: employer-funded benefits from files to surplus")
{
    GenerateCommand.Create(),
};
var configuration = new InvocationConfiguration
{
    EnableDefaultExceptionHandler = false,
    // Time to stop the functions and to let Azurite save.
    ProcessTerminationTimeout = TimeSpan.FromSeconds(40),
};
try
{
    return await root.Parse(args).InvokeAsync(configuration);
}
catch (CommandFailure failure)
{
    Terminal.Error(failure.Message);
    Terminal.Error(failure.Next);
    return ExitCodes.Failed;
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    Terminal.Error(exception.Message);
    return ExitCodes.Failed;
}
