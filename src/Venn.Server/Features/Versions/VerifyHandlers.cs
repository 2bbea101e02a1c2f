using System.Text.Json.Nodes;
using Venn.Engine.Maintenance;
using Venn.Server.Features.Datasets;
using Venn.Server.Features.Organizations;
using Venn.Server.Jobs;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Versions;

/// <summary>Commands that hold what is stored against what it should be; <c>spec.report</c> lists every problem.</summary>
internal static class VerifyHandlers
{
    public static async Task<IResult> OfDatasetAsync(
        HttpContext context, string datasetId, DataServices services, SnapshotDigests digests)
    {
        var dataset = services.RequireDataset(context, datasetId, ProjectRole.Engineer);
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var reference = request.GetText("ref");
        var withBinaries = request.GetFlag("binaries") ?? true;
        var version = reference is null ? null : VersionRef.ResolveOwn(context, services, dataset, reference, "ref");
        var spec = new JsonObject { ["datasetId"] = datasetId, ["ref"] = reference, ["binaries"] = withBinaries };
        var state = await services.Commands.RunAsync(
            context.GetCaller(), "VerifyDataset", dataset.Info.Scope, spec,
            async (command, token) =>
            {
                var verifier = new Verifier(services.Store, new Progress(command));
                var report = version is null
                    ? await verifier.VerifyAsync([dataset], withBinaries, token)
                    : await verifier.VerifyAsync(version, withBinaries, token);
                var digest = $"sha256:{(version ?? dataset.Head).RecomputeDigest(token)}";
                var wrong = SnapshotHandlers.CompareDigest(services, digests, reference, digest);
                command.Spec["report"] = Write(report, wrong is null ? [] : [wrong]);
                command.Spec["report"]!["digest"] = digest;
            });
        return WireJson.Result(state.ToWire(context.GetApiUrl()));
    }

    /// <summary>The whole store, deleted datasets too: for the organization's owner.</summary>
    public static async Task<IResult> OfStoreAsync(
        HttpContext context, DataServices services, OrganizationStore organizations)
    {
        organizations.RequireOwned(organizations.Default.Id, context.GetCaller());
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var withBinaries = request.GetFlag("binaries") ?? true;
        var state = await services.Commands.RunAsync(
            context.GetCaller(), "VerifyStore", projectId: "", new JsonObject { ["binaries"] = withBinaries },
            async (command, token) =>
            {
                var verifier = new Verifier(services.Store, new Progress(command));
                var report = await verifier.VerifyAsync(services.Store.AllDatasets, withBinaries, token);
                command.Spec["report"] = Write(report, []);
            });
        return WireJson.Result(state.ToWire(context.GetApiUrl()));
    }

    private static JsonObject Write(VerifyReport report, IReadOnlyList<string> more) => new()
    {
        ["commitsCount"] = report.CommitsCount,
        ["itemsCount"] = report.ItemsCount,
        ["annotationsCount"] = report.AnnotationsCount,
        ["binariesCount"] = report.BlobsCount,
        ["problemsCount"] = report.Problems.Count + more.Count,
        ["problems"] = new JsonArray([.. report.Problems.Concat(more).Select(p => JsonValue.Create(p))]),
    };

    /// <summary>Told from one thread; never goes back, though a verification has several stages for each dataset.</summary>
    private sealed class Progress(CommandContext command) : IProgress<VerifyProgress>
    {
        private double reached;

        public void Report(VerifyProgress value)
        {
            var (from, span) = value.Stage switch
            {
                "history" => (0, 20),
                "content" => (20, 40),
                _ => (60, 39),
            };
            var percent = Math.Floor(from + (span * (double)value.Done / Math.Max(1, value.Total)));
            if (percent > reached)
            {
                reached = percent;
                command.ReportProgress(percent);
            }
        }
    }
}
