using System.Text.Json.Nodes;
using Venn.Engine.Maintenance.Collection;
using Venn.Server.Features.Organizations;
using Venn.Server.Jobs;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Upkeep;

/// <summary>Collection on request: for the organization's owner, as a command.</summary>
internal static class CollectHandlers
{
    private const double GraceHoursMax = 24 * 3650;

    public static async Task<IResult> HandleAsync(
        HttpContext context, DataServices services, OrganizationStore organizations)
    {
        organizations.RequireOwned(organizations.Default.Id, context.GetCaller());
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var isDryRun = request.GetFlag("dryRun") ?? false;
        var collect = new CollectRequest { IsDryRun = isDryRun };
        if (request.GetNumber("graceHours") is { } hours)
        {
            collect = hours is >= 0 and <= GraceHoursMax
                ? collect with { Grace = TimeSpan.FromHours(hours) }
                : throw ApiException.BadRequest($"graceHours: 0 to {GraceHoursMax}, not {hours}.");
        }

        var spec = new JsonObject { ["dryRun"] = isDryRun, ["graceHours"] = collect.Grace.TotalHours };
        var state = await services.Commands.RunAsync(
            context.GetCaller(), "Collect", projectId: "", spec,
            async (command, token) => command.Spec["report"] =
                Write(await services.Store.Upkeep.CollectAsync(collect, new Progress(command), token)));
        return WireJson.Result(state.ToWire(context.GetApiUrl()));
    }

    public static JsonObject Write(CollectReport report) => new()
    {
        ["dryRun"] = report.IsDryRun,
        ["commitsForgotten"] = report.CommitsForgotten,
        ["datasetsPurged"] = report.DatasetsPurged.Count,
        ["revisionsDead"] = report.RevisionsDead,
        ["revisionsRemoved"] = report.RevisionsRemoved,
        ["blocksDeleted"] = report.BlocksDeleted,
        ["blocksRewritten"] = report.BlocksRewritten,
        ["segmentsRebuilt"] = report.SegmentsRebuilt,
        ["containersDeleted"] = report.ContainersDeleted,
        ["binariesDead"] = report.BinariesDead,
        ["binariesRemoved"] = report.BinariesRemoved,
        ["binaryBytesFreed"] = report.BinaryBytesFreed,
        ["catalogBytesFreed"] = report.CatalogBytesFreed,
    };

    /// <summary>Told from one thread: a fifth for each stage begun.</summary>
    private sealed class Progress(CommandContext command) : IProgress<CollectProgress>
    {
        public void Report(CollectProgress value) => command.ReportProgress(value.Stage switch
        {
            "history" => 5,
            "mark" => 20,
            "sweep" => 40,
            "binaries" => 60,
            _ => 90,
        });
    }
}
