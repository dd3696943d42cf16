return await Aso.Local.Commands.CommandLine.RunAsync(args);
