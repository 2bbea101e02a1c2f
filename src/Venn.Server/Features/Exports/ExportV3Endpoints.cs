using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Server.Features.Annotations;
using Venn.Server.Features.Items;
using Venn.Server.Features.Items.Downloading;
using Venn.Server.Features.Query;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Exports;

/// <summary>
/// Exports, version 3: NDJSON in partitions, of one commit's state while others write, or of what changed since an
/// earlier commit: a version is a commit's sequence. The files are in the blob store, their manifest in a document.
/// </summary>
internal static class ExportV3Endpoints
{
    private const int PartitionsMax = 64;

    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    private static readonly JsonElement DefaultQuery =
        JsonElement.Parse("""{"filter": {"$and": [{"hidden": false}, {"type": "file"}]}}"""u8);

    private static readonly JsonElement FilesQuery = JsonElement.Parse("""{"filter": {"type": "file"}}"""u8);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/datasets/{datasetId}/export/v3", ExportAsync)
            .WithSummary("Writes items with annotations as NDJSON, all or what changed since fromVersion; a command.");
        api.MapGet("/datasets/{datasetId}/exports/{exportId}/manifest", GetManifest)
            .WithSummary("The files of an export, with their sizes and checksums.");
        api.MapGet("/datasets/{datasetId}/exports/{exportId}/{file}", GetFileAsync).WithSummary("A file of an export.");
    }

    private static async Task<IResult> ExportAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var plan = ReadPlan(context, dataset, request, services);
        var partitionCount = ReadWhole(request, "partitionCount") ?? 1;
        if (partitionCount is < 1 or > PartitionsMax)
        {
            throw ApiException.BadRequest($"partitionCount: {partitionCount} is not from 1 to {PartitionsMax}.");
        }

        var url = $"{context.GetApiUrl()}/datasets/{datasetId}/exports";
        var spec = new JsonObject { ["datasetId"] = datasetId };
        var state = await services.Commands.RunAsync(
            context.GetCaller(), "ExportDatasetV3", dataset.Info.Scope, spec, async (command, token) =>
            {
                using var hold = services.Store.Blobs.Hold();
                var (manifest, blobs) = await WriteAsync(plan, (int)partitionCount, services, url, datasetId, command.Id, token);
                await KeepAsync(services, WireId.OfDataset(dataset.Ordinal), command.Id, manifest, blobs);
                command.Spec["exportResult"] = new JsonObject
                {
                    ["manifestUrl"] = $"{url}/{command.Id}/manifest",
                    ["totalRecords"] = manifest["statistics"]!["totalRecords"]!.DeepClone(),
                    ["fromVersion"] = plan.From?.Commit.Id.Sequence,
                    ["toVersion"] = plan.To.Commit.Id.Sequence,
                    ["mode"] = plan.From is null ? "full" : "diff",
                };
            });
        return WireJson.Result(state.ToWire(context.GetApiUrl()));
    }

    private static ExportV3Plan ReadPlan(
        HttpContext context, Dataset dataset, JsonObject request, DataServices services)
    {
        if (request.GetText("format") is { } format && format != "ndjson")
        {
            throw ApiException.BadRequest($"format: '{format}' is not known; use ndjson.");
        }

        var given = request.GetObject("filters")?.GetObject("itemsQuery");
        var query = DqlBody.Read(given is null ? DefaultQuery : JsonSerializer.SerializeToElement(given), "$.filters.itemsQuery");
        var files = BulkChange.Translate(dataset, Relation.Items, DqlBody.Read(FilesQuery, "$"));
        return new ExportV3Plan(
            Datasets.VersionRef.ReadAt(context, services, dataset, request.GetText("at")),
            ReadFrom(dataset, request),
            new Engine.Query.Filter.And([files, BulkChange.Translate(dataset, Relation.Items, query)]),
            ItemResponse.MappingFor(context, services.Store, dataset),
            new AnnotationMapping(context.GetApiUrl(), dataset.Ordinal),
            services.Store);
    }

    private static DatasetVersion? ReadFrom(Dataset dataset, JsonObject request)
    {
        switch (request.GetText("mode"))
        {
            case null or "" or "full":
                return null;
            case "diff":
                var sequence = ReadWhole(request, "fromVersion")
                    ?? throw ApiException.BadRequest("fromVersion: name the version to compare with: the toVersion of an earlier export.");
                return dataset.FindVersion(sequence)
                    ?? throw ApiException.BadRequest(
                        $"fromVersion: the dataset has no version {sequence}; it is at {dataset.Head.Commit.Id.Sequence}.");
            case var mode:
                throw ApiException.BadRequest($"mode: '{mode}' is not known; use full or diff.");
        }
    }

    private static long? ReadWhole(JsonObject request, string name) => request.GetNumber(name) switch
    {
        null => null,
        >= 0 and <= 1e15 and var number when number == Math.Floor(number) => (long)number,
        var other => throw ApiException.BadRequest($"{name}: {other} is no whole number from 0."),
    };

    private static async Task<(JsonObject Manifest, List<BlobInfo> Blobs)> WriteAsync(
        ExportV3Plan plan, int partitionCount, DataServices services, string url, string datasetId, string exportId,
        CancellationToken cancellationToken)
    {
        var started = services.Now;
        var parts = Enumerable.Range(0, partitionCount).Select(_ => new PartitionFile()).ToList();
        try
        {
            foreach (var (item, line) in plan.Read(cancellationToken))
            {
                parts[(int)(item.Value % partitionCount)].Add(line.Span);
            }

            var blobs = new List<BlobInfo>();
            var manifest = new ExportManifest(url, datasetId, exportId, started);
            for (var index = 0; index < parts.Count; index++)
            {
                var blob = await parts[index].StoreAsync(services.Store.Blobs, cancellationToken);
                manifest.Add(parts[index], blob);
                blobs.Add(blob);
            }

            return (manifest.ToNode(services.Now), blobs);
        }
        finally
        {
            foreach (var part in parts)
            {
                await part.DisposeAsync();
            }
        }
    }

    /// <summary>Keeps the manifest, and forgets those of the dataset that are old.</summary>
    private static async Task KeepAsync(
        DataServices services, string datasetId, string exportId, JsonObject manifest, List<BlobInfo> blobs)
    {
        var changes = services.Documents.Begin();
        foreach (var old in services.Documents.List(Kinds.Export, datasetId))
        {
            if (WireTime.ParseOrEpoch(old.Root.GetProperty("manifest").GetText("exportedAt")) < services.Now - KeptFor)
            {
                changes.Delete(Kinds.Export, old.Id);
            }
        }

        changes.Insert(new Document(Kinds.Export, exportId, datasetId, null, new JsonObject
        {
            ["manifest"] = manifest,
            ["blobs"] = new JsonArray([.. blobs.Select(blob => new JsonObject
            {
                ["hash"] = blob.Hash.ToString(), ["size"] = blob.SizeBytes,
            })]),
        }));
        await services.Documents.CommitAsync(changes);
    }

    private static IResult GetManifest(HttpContext context, string datasetId, string exportId, DataServices services) =>
        WireJson.Result(Require(context, datasetId, exportId, services).ToObject()["manifest"]);

    private static Task GetFileAsync(
        HttpContext context, string datasetId, string exportId, string file, DataServices services)
    {
        var blobs = Require(context, datasetId, exportId, services).ToObject()["blobs"]!.AsArray();
        for (var index = 0; index < blobs.Count; index++)
        {
            if (file == ExportManifest.NameOf(index) && ContentHash.TryParse(blobs[index]!["hash"]!.GetValue<string>(), out var hash))
            {
                return StreamItem.SendAsync(
                    context, services.Store.Blobs, hash, blobs[index]!["size"]!.GetValue<long>(), "application/x-ndjson");
            }
        }

        throw ApiException.NotFound($"The export {exportId} has no file '{file}'.");
    }

    private static Document Require(HttpContext context, string datasetId, string exportId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        return services.Documents.Find(Kinds.Export, exportId) is { } export && export.Scope == WireId.OfDataset(dataset.Ordinal)
            ? export
            : throw ApiException.NotFound($"Export not found. id: {exportId}. Exports are kept for {KeptFor.TotalDays} days.");
    }
}
