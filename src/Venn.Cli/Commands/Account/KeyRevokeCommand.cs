using System.CommandLine;
using Venn.Cli.Hosting;

namespace Venn.Cli.Commands.Account;

internal static class KeyRevokeCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var id = new Argument<string>("id") { Description = "The key: 'venn key list' shows its id" };
        var yes = new Option<bool>("--yes", "-y") { Description = "Do not ask" };
        var command = new Command("revoke", "End an API key: its token is refused from then on") { id, yes };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            run.Notes.Confirm($"Revoke the key {run.Get(id)}? What uses its token stops working.", run.Get(yes));
            await client.Account.RevokeKeyAsync(run.Get(id), run.CancellationToken);
            run.Notes.Say($"The key {run.Get(id)} is revoked.");
        });
        return command;
    }
}
