using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Venn.Server.Hosting;
using Venn.Server.Jobs;
using Venn.Server.Security;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Jobs;

public sealed class RestartTests
{
    [Fact]
    public async Task Restart_EverythingAcknowledged_IsThere()
    {
        await using var first = await TestServer.StartAsync();
        var client = first.ClientOf();
        var project = await client.CreateProjectAsync("kept");
        var command = await first.Services.GetRequiredService<CommandService>().RunAsync(
            new Caller(TestServer.Owner, ""), "Test", project, [], (_, token) => Task.Delay(Timeout.Infinite, token), inBackground: true);
        var before = await client.GetAsync($"/projects/{project}");
        await first.StopAsync();

        await using var second = await TestServer.StartAsync(first.DataDirectory);
        var again = second.ClientOf();

        Assert.Equal(before.Json!.ToJsonString(), (await again.GetAsync($"/projects/{project}")).ExpectOk().Json!.ToJsonString());
        var polled = (await again.GetAsync($"/commands/{command.Id}")).ExpectOk();
        Assert.Equal("failed", polled["status"]!.GetValue<string>());
        Assert.Contains("stopped", polled["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_CommandThatAKilledProcessLeftInProgress_IsMarkedFailed()
    {
        await using var first = await TestServer.StartAsync();
        var project = await first.ClientOf().CreateProjectAsync("killed");
        const string id = "0000000000ff000000000001";
        await first.Services.GetRequiredService<Documents>().InsertAsync(new Document(Kinds.Command, id, project, null, new JsonObject
        {
            ["type"] = "CloneDataset", ["status"] = CommandStatus.InProgress, ["progress"] = 40, ["spec"] = new JsonObject(),
        }));
        await first.StopAsync();

        await using var second = await TestServer.StartAsync(first.DataDirectory);

        var polled = (await second.ClientOf().GetAsync($"/commands/{id}")).ExpectOk();
        Assert.Equal("failed", polled["status"]!.GetValue<string>());
        Assert.Contains("start it again", polled["error"]!.GetValue<string>(), StringComparison.Ordinal);
    }
}
