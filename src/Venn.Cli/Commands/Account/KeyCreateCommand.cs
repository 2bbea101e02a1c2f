using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Protocol.Requests;

namespace Venn.Cli.Commands.Account;

internal static class KeyCreateCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var description = new Option<string?>("--description") { Description = "What it is for", HelpName = "TEXT" };
        var command = new Command("create", "Make an API key: a token of ten years that can be revoked, printed this once") { description };
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var key = await client.Account.CreateKeyAsync(new ApiKeyRequest { Description = run.Get(description) }, run.CancellationToken);
            run.Notes.Say($"The key {key.Id} is made. It is shown this once; 'venn key revoke {key.Id}' ends it.");
            if (run.Results.IsJson)
            {
                run.Results.WriteObject(key, []);
            }
            else
            {
                run.Results.WriteLine(key.Jwt ?? "");
            }
        });
        return command;
    }
}
