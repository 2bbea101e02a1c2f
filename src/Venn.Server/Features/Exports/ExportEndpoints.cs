using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Protocol.Dql;
using Venn.Server.Features.Datasets;
using Venn.Server.Features.Items;
using Venn.Server.Features.Items.Facts;
using Venn.Server.Features.Query;
using Venn.Server.Security;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Exports;

/// <summary>
/// Exports, version 1: a file of items and annotations, from one state, kept as a hidden item of the dataset.
/// </summary>
internal static class ExportEndpoints
{
    private const string CommandType = "ExportDatasetAsJson";

    private const string Directory = "/.dataloop/exports";

    private const int LockDefaultSeconds = 3600;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/datasets/{datasetId}/export", ExportAsync)
            .WithSummary("Writes items and annotations as JSON or ZIP into a hidden item; a command.");
        api.MapPost("/datasets/exports", ListAsync).WithSummary("Exports of a dataset, with how they ended.");
    }

    private static async Task<IResult> ExportAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        var request = await JsonBody.ReadElementAsync(context, cancellationToken: context.RequestAborted);
        if (request.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.BadRequest("$: expected an object with itemsQuery.");
        }

        var plan = ReadPlan(context, dataset, request, services);
        var caller = context.GetCaller();
        var output = FindOutput(dataset, services);
        var lockSeconds = ReadLock(request);
        if (lockSeconds > 0)
        {
            services.RequireDataset(context, datasetId, ProjectRole.Engineer);
            var until = WireTime.Format(services.Now.AddSeconds(lockSeconds));
            await DatasetBody.UpdateAsync(dataset, body => body["lock"] = until);
        }

        var spec = new JsonObject { ["datasetId"] = datasetId, ["exportType"] = plan.IsZip ? "zip" : "json" };
        var state = await services.Commands.RunAsync(
            caller, CommandType, dataset.Info.Scope, spec,
            async (command, token) =>
            {
                try
                {
                    command.Spec["outputItemId"] =
                        await WriteAsync(output, plan, services, command.Id, caller.Email, token);
                    if (plan.WithSummary)
                    {
                        command.Spec["summary"] = plan.Summary.ToNode();
                    }
                }
                finally
                {
                    if (lockSeconds > 0 && !dataset.IsDeleted)
                    {
                        await DatasetBody.UpdateAsync(dataset, body => body.Remove("lock"));
                    }
                }
            },
            inBackground: lockSeconds > 0);
        return WireJson.Result(state.ToWire(context.GetApiUrl()));
    }

    /// <summary>A frozen dataset is exported too: then the file is kept with the project's own.</summary>
    private static Dataset FindOutput(Dataset dataset, DataServices services) =>
        DatasetBody.Of(dataset).Frozen is null
            ? dataset
            : services.Store.Find(dataset.Info.Scope, Projects.BinariesDataset.Name) ?? services.CheckWritable(dataset);

    private static ExportPlan ReadPlan(HttpContext context, Dataset dataset, JsonElement request, DataServices services)
    {
        var version = VersionRef.ReadAt(context, services, dataset, request.GetText("at"));
        var items = DqlBody.Read(request.TryGetProperty("itemsQuery", out var given) ? given : default, "$.itemsQuery");
        var annotations = request.TryGetProperty("annotations", out var options)
            && options.ValueKind == JsonValueKind.Object
                ? options
                : default;
        var include = annotations.ValueKind == JsonValueKind.Object
            && annotations.TryGetProperty("include", out var flag) && flag.ValueKind == JsonValueKind.True;
        var query = FindQuery(request, annotations);
        return new ExportPlan(
            version,
            ItemResponse.MappingFor(context, services.Store, dataset),
            new Annotations.AnnotationMapping(context.GetApiUrl(), dataset.Ordinal),
            version.Select(Relation.Items, BulkChange.Translate(dataset, Relation.Items, items)),
            query is null
                ? null
                : version.Select(Relation.Annotations, BulkChange.Translate(dataset, Relation.Annotations, query)),
            include,
            IsZip: request.GetText("exportType") != "json",
            KeepExtension: request.GetText("exportVersion") == "V2",
            WithSummary: IsSet(request, "summary"),
            Vectors: IsSet(request, "includeItemVectors") ? ExportVectors.Read(dataset, request, services) : null);
    }

    private static bool IsSet(JsonElement request, string name) =>
        request.TryGetProperty(name, out var flag) && flag.ValueKind == JsonValueKind.True;

    private static DqlQuery? FindQuery(JsonElement request, JsonElement annotations)
    {
        if (request.TryGetProperty("annotationsQuery", out var query) && query.ValueKind == JsonValueKind.Object)
        {
            return DqlBody.Read(query, "$.annotationsQuery");
        }

        return annotations.ValueKind == JsonValueKind.Object && annotations.TryGetProperty("filter", out var filter)
            && filter.ValueKind == JsonValueKind.Object
                ? new DqlQuery { Filter = DqlReader.ReadFilter(filter, "$.annotations.filter") }
                : null;
    }

    private static int ReadLock(JsonElement request)
    {
        if (!request.TryGetProperty("datasetLock", out var wanted) || wanted.ValueKind != JsonValueKind.True)
        {
            return 0;
        }

        return request.TryGetProperty("lockTimeoutSec", out var seconds) && seconds.ValueKind == JsonValueKind.Number
            && seconds.TryGetInt32(out var given) && given > 0
                ? given
                : LockDefaultSeconds;
    }

    private static async Task<string> WriteAsync(
        Dataset dataset, ExportPlan plan, DataServices services, string commandId, string author,
        CancellationToken cancellationToken)
    {
        var temporary = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using var file = new FileStream(
            temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 << 10, FileOptions.DeleteOnClose);
        plan.Write(file, cancellationToken);
        file.Position = 0;
        using var hold = services.Store.Blobs.Hold();
        var blob = await services.Store.Blobs.PutAsync(file, null, cancellationToken);
        var name = commandId + (plan.IsZip ? ".zip" : ".json");
        var path = ItemPath.Combine(Directory, name);
        var facts =
            new FileFacts { OriginalName = name, MimeType = plan.IsZip ? "application/zip" : "application/json" };
        var item = await dataset.WriteAsync(
            new CommitInfo(author, "export"),
            writer =>
            {
                ItemDirectories.EnsureAbove(writer, path, author);
                var identity = writer.NewIdentity();
                return writer.AddItem(new Revision
                {
                    Lineage = identity.Lineage,
                    Path = path,
                    Content = blob.Hash,
                    SizeBytes = blob.SizeBytes,
                    Body = ItemBody.OfFile(path, author, identity.CreatedAt, null, default, facts),
                });
            },
            cancellationToken);
        return WireId.Of(dataset.Ordinal, item.Lineage);
    }

    /// <summary>
    /// History: of projects the caller sees, of one dataset when it is named; the dataset may be gone.
    /// </summary>
    private static async Task<IResult> ListAsync(HttpContext context, DataServices services)
    {
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var projects =
            request.GetTexts("projects") ?? services.Access.List(context.GetCaller()).Select(p => p.Id).ToList();
        var datasetId = request.GetText("datasetId");
        var records = new JsonArray();
        foreach (var project in projects)
        {
            services.Access.Require(context.GetCaller(), project, ProjectRole.Annotator);
            foreach (var command in services.Commands.List(project).Where(c => c.Type == CommandType))
            {
                if (datasetId is null || command.Spec.GetText("datasetId") == datasetId)
                {
                    records.Add(command.ToWire(context.GetApiUrl()));
                }
            }
        }

        return WireJson.Result(new JsonObject { ["records"] = records, ["total"] = records.Count });
    }
}
