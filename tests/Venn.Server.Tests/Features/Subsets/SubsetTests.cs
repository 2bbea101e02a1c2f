using System.Net;
using Venn.Server.Features.Subsets;
using Venn.Server.Tests.Features.Datasets;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Subsets;

public sealed class SubsetTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData(12, 80, 10, 10, "10 1 1")]
    [InlineData(10, 60, 20, 20, "6 2 2")]
    [InlineData(3, 80, 10, 10, "1 1 1")]
    [InlineData(2, 80, 10, 10, "1 1 0")]
    [InlineData(0, 80, 10, 10, "0 0 0")]
    [InlineData(7, 100, 0, 0, "7 0 0")]
    public void CountsOf_Shares_Table(int total, int train, int validation, int test, string expected) => Assert.Equal(
        expected,
        string.Join(' ', SubsetEndpoints.CountsOf([("train", train), ("validation", validation), ("test", test)], total).Select(c => c.Count)));

    [Fact]
    public async Task Split_Items_EachHasOneSubset()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => world.AddFileAsync($"/{i}.txt")));

        await world.SucceedAsync(await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/split",
            """{"itemsQuery": {"filter": {"type": "file"}}, "MLSplitList": {"train": 80, "validation": 10, "test": 10}}"""));

        Assert.Equal(10, (await world.QueryAsync("""{"metadata.system.tags.train": true}"""))["totalItemsCount"]!.GetValue<int>());
        Assert.Equal(1, (await world.QueryAsync("""{"metadata.system.tags.test": true}"""))["totalItemsCount"]!.GetValue<int>());
        Assert.Equal(0, (await world.QueryAsync(
            """{"metadata.system.tags.train": null, "metadata.system.tags.validation": null, "metadata.system.tags.test": null}"""))["totalItemsCount"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("""{"MLSplitList": {"train": 50}}""")]
    [InlineData("""{"MLSplitList": {"train": "all"}}""")]
    [InlineData("""{}""")]
    public async Task Split_Wrong_Is400(string body)
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        Assert.Equal(HttpStatusCode.BadRequest, (await world.Client.PostTextAsync($"/datasets/{world.DatasetId}/split", body)).Status);
    }
}
