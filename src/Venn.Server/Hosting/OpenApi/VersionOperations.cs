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
        ("to", "A commit, snapshot or dataset id, or head; by default head."), .. Paging,
    ];

    private static readonly Dictionary<string, Shape> Shapes = new()
    {
        [$"GET {Dataset}/commits"] = new(null, "CommitPage", Paging),
        [$"GET {Dataset}/commits/{{commitId}}"] = new(null, "Commit", []),
        [$"GET {Dataset}/snapshots"] = new(null, "SnapshotPage", Paging),
        [$"POST {Dataset}/snapshots"] = new("SnapshotRequest", "Snapshot", []),
        [$"GET {Dataset}/snapshots/{{snapshotId}}"] = new(null, "Snapshot", []),
        [$"POST {Dataset}/snapshots/{{snapshotId}}/digest"] = new(null, "Command", []),
        [$"POST {Dataset}/rollback"] = new("RollbackRequest", "Command", []),
        [$"GET {Dataset}/diff"] = new(null, "Diff", Diffing),
        ["POST /api/v1/datasets/merge"] = new("MergeRequest", "Command", []),
        ["POST /api/v1/datasets/merge/preview"] = new("MergeRequest", "MergeReport", []),
        ["GET /api/v1/commands/{id}"] = new(null, "Command", []),
    };

    /// <summary>Paths described here, for the test that each is a route.</summary>
    public static IReadOnlyCollection<string> Described => Shapes.Keys;

    public static void Describe(string methodAndPath, OpenApiOperation operation, OpenApiDocument document)
    {
        if (!Shapes.TryGetValue(methodAndPath, out var shape))
        {
            return;
        }

        operation.Responses!["200"] = ApiDescription.Answer("Done.", shape.Answer, document);
        if (shape.Body is { } body)
        {
            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = ApiDescription.Json(body, document) };
        }

        operation.Parameters ??= [];
        foreach (var (name, description) in shape.Query)
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
