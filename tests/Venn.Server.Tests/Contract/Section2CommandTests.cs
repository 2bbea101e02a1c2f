using Microsoft.Extensions.DependencyInjection;
using Venn.Server.Jobs;
using Venn.Server.Security;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Contract;

/// <summary>
/// Section 2.6 of the wire's contract: commands as the client polls them. It cuts the address at <c>api/v1</c>, wants a number
/// for progress and an object for spec at every poll, and takes a failure in the first answer for success.
/// </summary>
public sealed class Section2CommandTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Shape = "id url:string type:string status:string progress:number spec:object createdAt updatedAt report:object";

    private static readonly string[] Statuses =
    [
        "created", "making-children", "waiting-children", "in-progress", "aborted", "canceled", "finalizing", "success", "failed", "timeout", "cleaning-up", "on-error",
    ];

    /// <summary>Operations that cannot succeed, and what the user is told.</summary>
    public static TheoryData<string, string, string> Failing => new()
    {
        { "/datasets/{dataset}/clone", """{"name": "data", "filter": {"filter": {}}, "cloneDatasetParams": {}}""", "Dataset with the same name already exists" },
        { "/datasets/merge", """{"name": "data", "datasetsIds": ["{dataset}", "{clone}"], "projectIds": ["{project}"], "mergeDatasetParams": {}, "asynced": true}""", "Dataset with the same name already exists" },
        { "/items/{item}/clone", """{"targetDatasetId": "{clone}", "remoteFileName": null, "metadata": {}, "cloneDatasetParams": {}, "allowMany": false}""", "allowMany" },
    };

    [Theory]
    [MemberData(nameof(Failing))]
    public async Task Command_ThatFails_IsUnderWayFirst_AndFailsWhenPolled(string path, string body, string says)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        var clone = await world.CloneAsync("clone");
        string Fill(string text) => text.Replace("{dataset}", world.DatasetId, StringComparison.Ordinal).Replace("{clone}", clone, StringComparison.Ordinal)
            .Replace("{project}", world.ProjectId, StringComparison.Ordinal).Replace("{item}", item, StringComparison.Ordinal);
        var first = await world.Client.PostTextAsync(Fill(path), Fill(body));

        WireShape.Check(first.ExpectOk(), $"{Shape} status=\"in-progress\" error:null");
        var polled = await PollAsync(world.Client, first);
        WireShape.Check(polled, $"{Shape} status=\"failed\" error:string");
        Assert.Contains(says, polled["error"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(2, (await world.Client.PostTextAsync("/datasets/query", $$"""{"context": {"projects": ["{{world.ProjectId}}"]} }"""))["totalItemsCount"]!.GetValue<int>());
    }

    /// <summary>What is done within the request is answered as done: the client then asks for nothing more.</summary>
    [Fact]
    public async Task Command_ThatIsDoneAtOnce_IsWhollyToldInTheFirstAnswer()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/a.txt");

        var first = await world.Client.PostTextAsync(
            $"/datasets/{world.DatasetId}/clone", """{"name": "clone", "filter": {"filter": {}}, "cloneDatasetParams": {"withItemsAnnotations": true}}""");

        WireShape.Check(first.ExpectOk(), $"{Shape} status=\"success\" progress=100 error:null spec.returnedModelId:string");
        Assert.Equal(first.Text, (await PollAsync(world.Client, first)).Text);
    }

    /// <summary>From its beginning to each of its ends, at every poll of the same shape.</summary>
    [Theory]
    [InlineData("success")]
    [InlineData("failed")]
    [InlineData("aborted")]
    public async Task Command_Polled_HasItsShapeThroughout(string end)
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var state = await fixture.Server.Services.GetRequiredService<CommandService>().RunAsync(
            new Caller(TestServer.Owner, ""), "CloneDataset", world.ProjectId, [], async (context, token) =>
            {
                context.ReportProgress(40);
                await go.Task.WaitAsync(token);
                context.Spec["result"] = 1;
                if (end == "failed")
                {
                    throw Server.Wire.ApiException.BadRequest("no good");
                }
            }, inBackground: true);
        var path = $"/commands/{state.Id}";

        var under = await world.Client.GetAsync(path);
        for (var tries = 0; tries < 200 && under["progress"]!.GetValue<double>() != 40; tries++)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
            under = await world.Client.GetAsync(path);
        }

        WireShape.Check(under, $"{Shape} status=\"in-progress\" progress=40 error:null");
        if (end == "aborted")
        {
            WireShape.Check((await world.Client.PostAsync($"{path}/abort")).ExpectOk(), $"{Shape} status=\"aborted\"");
        }

        go.SetResult();
        var over = await world.FinishAsync(await world.Client.GetAsync(path));
        WireShape.Check(over, $"{Shape} status=\"{end}\"");
        WireShape.Check(over, end == "success" ? "progress=100 spec.result=1 error:null" : "error:string");
        Assert.All(
            (await world.Client.GetAsync("/commands")).ExpectOk().Json!.AsArray(), command => Assert.Contains(command!["status"]!.GetValue<string>(), Statuses));
    }

    /// <summary>As the client polls: at the part of the address behind <c>api/v1</c>.</summary>
    private static async Task<ApiAnswer> PollAsync(ApiClient client, ApiAnswer command)
    {
        var url = command["url"]!.GetValue<string>();
        var path = url[(url.IndexOf("api/v1", StringComparison.Ordinal) + "api/v1".Length)..];
        var polled = (await client.GetAsync(path)).ExpectOk();
        for (var tries = 0; tries < 400 && polled["status"]!.GetValue<string>() == "in-progress"; tries++)
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
            polled = (await client.GetAsync(path)).ExpectOk();
        }

        return polled;
    }
}
