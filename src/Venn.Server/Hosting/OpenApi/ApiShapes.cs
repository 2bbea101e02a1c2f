namespace Venn.Server.Hosting.OpenApi;

/// <summary>
/// The shapes of the versions API, written as their JSON with a type for every value (see <see cref="ShapeReader"/>):
/// docs/protocol/versions.md in the words of OpenAPI.
/// </summary>
internal static class ApiShapes
{
    private const string PageHead = "\"totalItemsCount\":\"integer\",\"totalPagesCount\":\"integer\",\"hasNextPage\":\"boolean\"";

    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["Error"] = """{"status":"integer","message":"string","error":"string","path":"string","requestId":"string"}""",
        ["Command"] = """
            {"id":"id","url":"string","type":"string","status":"string","progress":"number","error":"string?",
             "createdAt":"time","updatedAt":"time","spec":"object","report":"object"}
            """,
        ["Commit"] = """
            {"id":"id","datasetId":"id","sequence":"integer","parents":["id"],"author":"string","createdAt":"time",
             "operation":"string","message":"string","details":"object"}
            """,
        ["CommitPage"] = $$"""{ {{PageHead}},"items":["#Commit"]}""",
        ["Snapshot"] = """
            {"id":"id","datasetId":"id","name":"string","commitId":"id","author":"string","createdAt":"time","message":"string",
             "digest":"string?"}
            """,
        ["SnapshotPage"] = $$"""{ {{PageHead}},"items":["#Snapshot"]}""",
        ["SnapshotRequest"] = """{"name":"string","message":"string?","ref":"string?"}""",
        ["RollbackRequest"] = """{"ref":"string","message":"string?"}""",
        ["MergeRequest"] = """
            {"name":"string","datasetsIds":["id"],"projectIds":["id"],"policy":"string?",
             "mergeDatasetParams":{"withItemsAnnotations":"boolean","withMetadata":"boolean","withTaskAnnotationsStatus":"boolean"}}
            """,
        ["MergeReport"] = "\"object\"",
        ["ChangeCounts"] = """{"added":"integer","removed":"integer","changed":"integer"}""",
        ["VersionRef"] = """{"datasetId":"id","commitId":"id"}""",
        ["DiffAnnotation"] = """{"id":"id","type":"string","label":"string","keys":["string"]}""",
        ["DiffItem"] = """
            {"id":"id","filename":"string","change":"string","keys":["string"],
             "annotations":{"added":["#DiffAnnotation"],"removed":["#DiffAnnotation"],"changed":["#DiffAnnotation"]}}
            """,
        ["Diff"] = $$$"""
            {"from":"#VersionRef","to":"#VersionRef",
             "summary":{"items":"#ChangeCounts","annotations":"#ChangeCounts","labels":{"*":"#ChangeCounts"}},
             {{{PageHead}}},"items":["#DiffItem"]}
            """,
    };
}
