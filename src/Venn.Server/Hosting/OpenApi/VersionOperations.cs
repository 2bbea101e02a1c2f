using Microsoft.OpenApi;

namespace Venn.Server.Hosting.OpenApi;

/// <summary>Bodies, answers and query parameters of the versions API, by method and path.</summary>
internal static class VersionOperations
{
    private const string Dataset = "/api/v1/datasets/{datasetId}";

    private static readonly (string Name, string Description)[] Paging =
        [("page", "From 0."), ("pageSize", "Up to 1000; 0 counts alone.")];

    private static readonly (string Name, string Description)[] Diffing =
    [
        ("from", "A commit, snapshot or dataset id; by default the first parent of 'to'."),
        ("to", "A commit, snapshot or dataset id, or head; by default head."),
        ("filter", "A DQL query or its filter, as JSON: what matches on either side is told."),
        ("iou", "true: the summary tells how far boxes and masks agree."), ("iouMin", "From this overlap on annotations made apart are a pair; 0.5."),
        ("lines", "true: a line of JSON with the summary, then one for each item."), .. Paging,
    ];

    private static readonly (string Name, string Description)[] At =
        [("at", "The version to read: a commit or snapshot id, an instant like 2026-01-31T12:00:00Z; by default head.")];

    private static readonly (string Name, string Description)[] Slice =
        [("slice", "A saved slice by name or id: a part of the version.")];

    /// <summary>Routes of the Dataloop wire that read a past version too; only the parameter is described here.</summary>
    private static readonly HashSet<string> Travelling =
    [
        $"GET {Dataset}", $"GET {Dataset}/items", $"POST {Dataset}/query", $"GET {Dataset}/directoryTree",
        $"GET {Dataset}/schema",
        $"POST {Dataset}/clone", $"POST {Dataset}/export", $"POST {Dataset}/export/v3", $"GET {Dataset}/archive", "GET /api/v1/items/{itemId}",
        "GET /api/v1/items/{itemId}/stream", "GET /api/v1/items/{itemId}/revisions/{revisionId}/stream", "GET /api/v1/items/{itemId}/thumbnail",
        "GET /api/v1/items/{itemId}/annotations", "GET /api/v1/annotations/{annotationId}",
    ];

    private static readonly Dictionary<string, Shape> Shapes = new()
    {
        [$"GET {Dataset}/commits"] = new(null, "CommitPage", Paging),
        [$"GET {Dataset}/commits/{{commitId}}"] = new(null, "Commit", []),
        [$"GET {Dataset}/commits/{{commitId}}/settlements"] = new(null, "SettlementPage", Paging),
        [$"GET {Dataset}/snapshots"] = new(null, "SnapshotPage", Paging),
        [$"POST {Dataset}/snapshots"] = new("SnapshotRequest", "Snapshot", []),
        [$"GET {Dataset}/snapshots/{{snapshotId}}"] = new(null, "Snapshot", []),
        [$"POST {Dataset}/snapshots/{{snapshotId}}/digest"] = new(null, "Command", []),
        [$"POST {Dataset}/rollback"] = new("RollbackRequest", "Command", []),
        [$"GET {Dataset}/diff"] = new(null, "Diff", Diffing),
        [$"POST {Dataset}/diff"] = new("DiffRequest", "Diff", []),
        [$"POST {Dataset}/merge"] = new("MergeIntoRequest", "Command", []),
        [$"POST {Dataset}/merge/preview"] = new("MergeIntoRequest", "MergeReport", []),
        [$"POST {Dataset}/commits/{{commitId}}/revert"] = new("UndoRequest", "UndoResult", []),
        [$"POST {Dataset}/cherry-pick"] = new("UndoRequest", "UndoResult", []),
        [$"POST {Dataset}/restore"] = new("RestoreRequest", "UndoResult", []),
        [$"POST {Dataset}/facets"] = new("FacetsRequest", "Facets", [.. At, .. Slice]),
        [$"POST {Dataset}/query/explain"] = new("Query", "QueryPlan", [.. At, .. Slice]),
        [$"GET {Dataset}/slices"] = new(null, "SlicePage", Paging),
        [$"POST {Dataset}/slices"] = new("SliceRequest", "Slice", []),
        [$"GET {Dataset}/slices/{{slice}}"] = new(null, "Slice", []),
        [$"POST {Dataset}/slices/{{slice}}/resolve"] = new(null, "ResolvedSlice", [("digest", "true: computed too; it reads every body."), .. At]),
        [$"GET {Dataset}/graph"] = new(null, "Graph", []),
        [$"GET {Dataset}/freeze"] = new(null, "FreezeState", []),
        [$"POST {Dataset}/freeze"] = new("FreezeRequest", "FreezeState", []),
        [$"POST {Dataset}/unfreeze"] = new(null, "FreezeState", []),
        [$"GET {Dataset}/retention"] = new(null, "Retention", []),
        [$"PUT {Dataset}/retention"] = new("RetentionRequest", "Retention", []),
        ["GET /api/v1/retention"] = new(null, "RetentionRule", []),
        ["PUT /api/v1/retention"] = new("RetentionRule", "RetentionRule", []),
        [$"POST {Dataset}/snapshots/{{snapshotId}}/hold"] = new("HoldRequest", "Snapshot", []),
        [$"POST {Dataset}/snapshots/{{snapshotId}}/release"] = new(null, "Snapshot", []),
        ["POST /api/v1/collect"] = new("CollectRequest", "Command", []),
        [$"POST {Dataset}/erase"] = new("EraseRequest", "Command", []),
        [$"POST {Dataset}/verify"] = new("VerifyRequest", "Command", []),
        ["POST /api/v1/verify"] = new("VerifyRequest", "Command", []),
        ["GET /api/v1/items/{itemId}/log"] = new(null, "LogPage", [.. At, .. Paging]),
        ["GET /api/v1/items/{itemId}/revisions"] = new(null, "FileRevisionPage", [.. At, .. Paging]),
        ["GET /api/v1/items/{itemId}/blame"] = new(null, "Blame", At),
        ["GET /api/v1/annotations/{annotationId}/log"] = new(null, "LogPage", [.. At, .. Paging]),
        ["GET /api/v1/annotations/{annotationId}/blame"] = new(null, "Blame", At),
        ["POST /api/v1/projects/{projectId}/archives"] = new(null, "Command", [("name", "Of the new dataset.")]),
        ["POST /api/v1/datasets/merge"] = new("MergeRequest", "Command", []),
        ["POST /api/v1/datasets/merge/preview"] = new("MergeRequest", "MergeReport", []),
        ["GET /api/v1/commands/{id}"] = new(null, "Command", []),
    };

    /// <summary>Paths described here, for the test that each is a route.</summary>
    public static IReadOnlyCollection<string> Described => Shapes.Keys;

    /// <summary>Paths of the Dataloop wire that take <c>at</c>, for the same test.</summary>
    public static IReadOnlyCollection<string> TakingAt => Travelling;

    public static void Describe(string methodAndPath, OpenApiOperation operation, OpenApiDocument document)
    {
        if (Travelling.Contains(methodAndPath))
        {
            AddParameters(operation, [.. At, .. Slice]);
        }

        if (!Shapes.TryGetValue(methodAndPath, out var shape))
        {
            return;
        }

        operation.Responses!["200"] = ApiDescription.Answer("Done.", shape.Answer, document);
        if (shape.Body is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = ApiDescription.Json(body, document) };
        }

        AddParameters(operation, shape.Query);
    }

    private static void AddParameters(OpenApiOperation operation, (string Name, string Description)[] parameters)
    {
        operation.Parameters ??= [];
        foreach (var (name, description) in parameters)
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Query,
                Description = description,
                Schema = new OpenApiSchema { Type = name.StartsWith("page", StringComparison.Ordinal) ? JsonSchemaType.Integer : JsonSchemaType.String },
            });
        }
    }

    private sealed record Shape(string? Body, string Answer, (string Name, string Description)[] Query);
}
