using System.Text.Json.Nodes;
using Venn.Cli.Hosting;

namespace Venn.Cli.Tests.Journeys;

/// <summary>Password and API keys, against the real server.</summary>
public sealed class AccountJourneys(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_key_is_made_used_listed_and_revoked()
    {
        var made = await server.RunAsync("key", "create", "--description", "nightly import");
        var token = made.Out.TrimEnd();
        var keys = JsonNode.Parse((await server.RunAsync("key", "list", "--json")).Out)!.AsArray();
        var used = await server.RunAsync("user", "show", "--token", token, "--json");
        var id = keys.Single(key => key!["description"]!.GetValue<string>() == "nightly import")!["id"]!.GetValue<string>();
        var refused = await server.RunAsync("key", "revoke", id);
        var revoked = await server.RunAsync("key", "revoke", id, "--yes");
        var after = await server.RunAsync("user", "show", "--token", token);
        var again = await server.RunAsync("key", "revoke", id, "--yes");

        Assert.Equal(3, token.Split('.').Length);
        Assert.Contains(id, made.Error, StringComparison.Ordinal);
        Assert.True(used.ExitCode == ExitCodes.Done, used.Error);
        Assert.DoesNotContain(token, keys.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.BadUsage, refused.ExitCode);
        Assert.True(revoked.ExitCode == ExitCodes.Done, revoked.Error);
        Assert.Equal(ExitCodes.NotAllowed, after.ExitCode);
        Assert.Equal(ExitCodes.NotFound, again.ExitCode);
    }

    [Fact]
    public async Task A_password_is_set_and_changed_by_who_knows_it()
    {
        var mistyped = await server.RunWithAnswersAsync("\ncorrect horse\ncorrect hors\n", "user", "password");
        var first = await server.RunWithAnswersAsync("\ncorrect horse\ncorrect horse\n", "user", "password");
        var wrong = await server.RunWithAnswersAsync("not it\nbattery staple\nbattery staple\n", "user", "password");
        var second = await server.RunWithAnswersAsync("correct horse\nbattery staple\nbattery staple\n", "user", "password");
        var shortOne = await server.RunWithAnswersAsync("battery staple\nshort\nshort\n", "user", "password");
        var nothing = await server.RunAsync("user", "password");

        Assert.Equal(ExitCodes.BadUsage, mistyped.ExitCode);
        Assert.True(first.ExitCode == ExitCodes.Done, first.Error);
        Assert.Equal(ExitCodes.NotAllowed, wrong.ExitCode);
        Assert.True(second.ExitCode == ExitCodes.Done, second.Error);
        Assert.Equal(ExitCodes.Refused, shortOne.ExitCode);
        Assert.Equal(ExitCodes.BadUsage, nothing.ExitCode);
        Assert.All([mistyped, first, wrong, second], run => Assert.DoesNotContain("battery", run.Out + run.Error, StringComparison.Ordinal));
    }
}
