using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Venn.Server.Jobs;
using Venn.Server.Security;
using Venn.Server.Tests.Hosting;
using Venn.Server.Wire;

namespace Venn.Server.Tests.Jobs;

public sealed class CommandLifecycleTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly Caller Owner = new(TestServer.Owner, "");

    private readonly ApiClient client = fixture.Server.ClientOf();

    private CommandService Commands => fixture.Server.Services.GetRequiredService<CommandService>();

    [Fact]
    public async Task Run_QuickWork_IsAnsweredAsDone()
    {
        var project = await client.CreateProjectAsync(ServerFixture.NewName("quick"));

        var command = await Commands.RunAsync(Owner, "Test", project, new JsonObject { ["asked"] = 1 }, (context, _) =>
        {
            context.Spec["result"] = 2;
            return Task.CompletedTask;
        });
        var polled = (await client.GetAsync($"/commands/{command.Id}")).ExpectOk();

        Assert.Equal(CommandStatus.Success, command.Status);
        Assert.Equal("createdAt error id progress report spec status type updatedAt url", polled.Keys);
        Assert.Equal("success", polled["status"]!.GetValue<string>());
        Assert.Equal(100, polled["progress"]!.GetValue<double>());
        Assert.Equal("""{"asked":1,"result":2}""", polled["spec"]!.ToJsonString());
        Assert.Equal($"{fixture.Server.Root}/api/v1/commands/{command.Id}", polled["url"]!.GetValue<string>());
    }

    [Fact]
    public async Task Run_FailingWork_IsInProgressFirstAndFailedWhenPolled()
    {
        var project = await client.CreateProjectAsync(ServerFixture.NewName("failing"));

        var command = await Commands.RunAsync(Owner, "Test", project, [], (_, _) => throw ApiException.BadRequest("no good"));
        var polled = (await client.GetAsync($"/commands/{command.Id}")).ExpectOk();

        Assert.Equal(CommandStatus.InProgress, command.Status);
        Assert.Equal(("failed", "no good"), (polled["status"]!.GetValue<string>(), polled["error"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Abort_RunningWork_EndsIt()
    {
        var project = await client.CreateProjectAsync(ServerFixture.NewName("aborted"));
        var command = await Commands.RunAsync(
            Owner, "Test", project, [], (_, token) => Task.Delay(Timeout.Infinite, token), inBackground: true);

        var aborted = (await client.PostAsync($"/commands/{command.Id}/abort")).ExpectOk();
        var listed = (await client.GetAsync("/commands")).ExpectOk();

        Assert.Equal("aborted", aborted["status"]!.GetValue<string>());
        Assert.Contains(command.Id, listed.Json!.AsArray().Select(entry => entry!["id"]!.GetValue<string>()));
        Assert.Equal("aborted", (await client.PostAsync($"/commands/{command.Id}/abort")).ExpectOk()["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task Get_ForeignOrUnknownCommand_IsNotFound()
    {
        var project = await client.CreateProjectAsync(ServerFixture.NewName("foreign"));
        var command = await Commands.RunAsync(Owner, "Test", project, [], (_, _) => Task.CompletedTask);
        var stranger = fixture.Server.ClientOf(ServerFixture.NewEmail("stranger"));

        (await stranger.GetAsync($"/commands/{command.Id}")).Expect(HttpStatusCode.NotFound);
        (await stranger.PostAsync($"/commands/{command.Id}/abort")).Expect(HttpStatusCode.NotFound);
        (await client.GetAsync("/commands/ffffffffffffffffffffffff")).Expect(HttpStatusCode.NotFound);
        (await client.GetAsync("/commands/nonsense")).Expect(HttpStatusCode.BadRequest);
    }
}
