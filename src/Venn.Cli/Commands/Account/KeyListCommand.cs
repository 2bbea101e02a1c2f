using System.CommandLine;
using Venn.Cli.Hosting;

namespace Venn.Cli.Commands.Account;

internal static class KeyListCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var command = new Command("list", "List your API keys; their tokens are not shown again");
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var keys = await client.Account.ListKeysAsync(run.CancellationToken);
            run.Results.WriteRows(["ID", "DESCRIPTION", "CREATED"], keys, key => [key.Id, key.Description, key.CreatedAt]);
        });
        return command;
    }
}
