using Venn.Cli.Hosting;

return await CliApp.RunAsync(args, CliEnvironment.OfProcess());
