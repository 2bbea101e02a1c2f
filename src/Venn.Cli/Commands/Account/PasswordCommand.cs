using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Protocol.Requests;

namespace Venn.Cli.Commands.Account;

internal static class PasswordCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var command = new Command(
            "password", "Set your password, with which you log in from Python or a browser; asked for, or two lines of stdin: the present one (empty if there is none) and the new one");
        runtime.Handle(command, async run =>
        {
            var client = await run.ConnectAsync();
            var user = await client.Account.GetAsync(run.CancellationToken);
            var isAsked = run.Environment.IsInTerminal;
            var current = Read(run, isAsked ? $"Present password of {user.Email} (Enter if there is none): " : null);
            var password = Read(run, isAsked ? "New password: " : null);
            if (isAsked && Read(run, "The new one again: ") != password)
            {
                throw new CliException(ExitCodes.BadUsage, "The two are not the same: nothing was changed.");
            }

            await client.Account.SetPasswordAsync(
                new PasswordRequest { Password = password, Current = current.Length == 0 ? null : current }, run.CancellationToken);
            run.Notes.Say($"The password of {user.Email} is set.");
        });
        return command;
    }

    private static string Read(Invocation run, string? question)
    {
        if (question is not null)
        {
            run.Environment.Error.Write(question);
        }

        return (run.Environment.ReadSecret is { } read ? read() : run.Environment.In.ReadLine())
            ?? throw new CliException(
                ExitCodes.BadUsage, "stdin ended too early: give two lines, the present password (empty if there is none) and the new one.");
    }
}
