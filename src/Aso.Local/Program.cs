using Aso.Local.Commands;

return await Aso.Local.Commands.CommandLine.RunAsync(args);
