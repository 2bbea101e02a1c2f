using System.CommandLine;
using Venn.Cli.Hosting;

namespace Venn.Cli.Commands.Account;

internal static class UserShowCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var command = new Command("show", "Tell whose token is used");
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var user = await client.Account.GetAsync(run.CancellationToken);
            run.Results.WriteObject(user, [("email", user.Email), ("id", user.Id), ("role", user.Role), ("type", user.Type)]);
        });
        return command;
    }
}
