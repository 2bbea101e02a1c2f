using Venn.Protocol.Requests;

namespace Venn.Client.Tests.Resources;

public sealed class UpkeepClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SetRetention_PutsTheRuleAndReadsIt()
    {
        var server = new FakeServer().Answer("""{"datasetId": "65d0", "inherited": false, "days": 90, "commits": null, "deletedDays": 30}""");
        using var client = server.Connect();

        var rule = await client.Upkeep.SetRetentionAsync("65d0", new RetentionRequest { Days = 90, DeletedDays = 30 }, Token);

        Assert.Equal("/api/v1/datasets/65d0/retention", server.Requests[0].Path);
        Assert.Equal((90, null, 30, false), (rule.Days, rule.Commits, rule.DeletedDays, rule.Inherited));
    }

    [Fact]
    public async Task Erase_DryRun_ReadsThePlanAndAReportWithoutAnId()
    {
        var server = new FakeServer().Answer(
            """
            {"id": "c1", "status": "success", "progress": 100,
             "spec": {"plan": {"itemsCount": 1, "binariesSharedCount": 2, "exportsCount": 3,
                               "datasets": [{"datasetId": "65d0", "name": "golden", "versionsCount": 4,
                                             "snapshots": [{"id": "s1", "name": "v1", "held": true}]}]}}}
            """);
        using var client = server.Connect();

        var (plan, report) = await client.Upkeep.EraseAsync("65d0", new EraseRequest { Items = ["i1"], DryRun = true }, null, Token);

        Assert.Equal("/api/v1/datasets/65d0/erase", server.Requests[0].Path);
        Assert.Equal((1L, 2L, 3L), (plan.ItemsCount, plan.BinariesSharedCount, plan.ExportsCount));
        Assert.True(Assert.Single(Assert.Single(plan.Datasets).Snapshots).Held);
        Assert.Null(report.Id);
    }

    [Fact]
    public async Task Collect_ReadsTheReport()
    {
        var server = new FakeServer().Answer(
            """{"id": "c1", "status": "success", "spec": {"report": {"dryRun": true, "revisionsDead": 7, "binaryBytesFreed": 9}}}""");
        using var client = server.Connect();

        var report = await client.Upkeep.CollectAsync(new CollectRequest { DryRun = true }, null, Token);

        Assert.Equal("/api/v1/collect", server.Requests[0].Path);
        Assert.Equal((true, 7L, 9L), (report.DryRun, report.RevisionsDead, report.BinaryBytesFreed));
    }
}
