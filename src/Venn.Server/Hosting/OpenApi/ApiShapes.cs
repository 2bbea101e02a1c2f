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
             "operation":"string","message":"string","changes":"#CommitChanges","details":"object"}
            """,
        ["CommitChanges"] = """{"items":"#ChangeCounts","annotations":"#ChangeCounts"}""",
        ["CommitPage"] = $$"""{ {{PageHead}},"items":["#Commit"]}""",
        ["Snapshot"] = """
            {"id":"id","datasetId":"id","name":"string","commitId":"id","author":"string","createdAt":"time","message":"string",
             "digest":"string?","hold":"#Hold"}
            """,
        ["Hold"] = """{"reason":"string","until":"time?","by":"string","at":"time"}""",
        ["HoldRequest"] = """{"reason":"string","until":"time?"}""",
        ["RetentionRule"] = """{"days":"integer","commits":"integer","deletedDays":"integer"}""",
        ["RetentionRequest"] = """{"days":"integer","commits":"integer","deletedDays":"integer","inherit":"boolean"}""",
        ["Retention"] = """
            {"datasetId":"id","inherited":"boolean","days":"integer","commits":"integer","deletedDays":"integer"}
            """,
        ["CollectRequest"] = """{"dryRun":"boolean","graceHours":"number"}""",
        ["EraseRequest"] = """
            {"items":["id"],"annotations":["id"],"filter":"object","ref":"string?","reason":"string","dryRun":"boolean","overrideHolds":"boolean"}
            """,
        ["SnapshotPage"] = $$"""{ {{PageHead}},"items":["#Snapshot"]}""",
        ["SnapshotRequest"] = """{"name":"string","message":"string?","ref":"string?"}""",
        ["RollbackRequest"] = """{"ref":"string","message":"string?"}""",
        ["MergeRequest"] = """
            {"name":"string","datasetsIds":["id"],"projectIds":["id"],"policy":"string?",
             "mergeDatasetParams":{"withItemsAnnotations":"boolean","withMetadata":"boolean","withTaskAnnotationsStatus":"boolean"}}
            """,
        ["MergeSource"] = """{"datasetId":"id","ref":"string?"}""",
        ["ConflictChoice"] = """{"relation":"string","id":"id","whole":"string?","fields":{"*":"string"}}""",
        ["MergeIntoRequest"] = """
            {"from":["#MergeSource"],"policy":"string?","expectedHead":"string?","choices":["#ConflictChoice"],"message":"string?"}
            """,
        ["RenamedItem"] = """{"datasetId":"id","itemId":"id","filename":"string","newFilename":"string"}""",
        ["ConflictSide"] = """
            {"values":"object","type":"string?","label":"string?","updatedAt":"string?","updatedBy":"string?"}
            """,
        ["Conflict"] = """
            {"resource":"string","id":"id","itemId":"string?","filename":"string?","kind":"string","keys":["string"],
             "settled":"boolean","base":"#ConflictSide","ours":"#ConflictSide","theirs":"#ConflictSide"}
            """,
        ["MergeReport"] = """
            {"itemsCount":"integer","annotationsCount":"integer","mergedItemsCount":"integer","addedItemsCount":"integer",
             "renamedCount":"integer","renamed":["#RenamedItem"],
             "matchedCount":"integer","matched":["#MatchedItem"],"ambiguousCount":"integer","ambiguous":["#AmbiguousMatch"],
             "conflictsCount":"integer","unsettledCount":"integer",
             "conflicts":["#Conflict"],"head":"string?","from":["#VersionRef"]}
            """,
        ["MatchedItem"] = """
            {"itemId":"id","filename":"string","from":{"datasetId":"id","itemId":"id","filename":"string"}}
            """,
        ["AmbiguousMatch"] = """
            {"datasetId":"id","content":"string","filenames":["string"],"fromFilenames":["string"]}
            """,
        ["UndoRequest"] = """{"commitId":"string?","policy":"string?","message":"string?"}""",
        ["RestoreRequest"] = """{"ref":"string","items":["id"],"filter":"object","message":"string?"}""",
        ["UndoResult"] = """{"commit":"#Commit","report":"#MergeReport"}""",
        ["SettledKey"] = """{"key":"string?","side":"string","by":"string"}""",
        ["Settlement"] = """{"resource":"string","id":"id","filename":"string?","keys":["#SettledKey"]}""",
        ["SettlementPage"] = $$"""{ {{PageHead}},"items":["#Settlement"]}""",
        ["LogEntry"] = """
            {"commit":"#Commit","datasetName":"string?","present":"boolean","keys":["string"],"filename":"string?",
             "content":"string?","label":"string?","type":"string?"}
            """,
        ["LogPage"] = $$"""{ {{PageHead}},"items":["#LogEntry"]}""",
        ["FileRevision"] = """
            {"id":"id","itemId":"id","version":"integer","current":"boolean","filename":"string","size":"integer","mimetype":"string",
             "content":"string?","creator":"string","createdAt":"time","stream":"string"}
            """,
        ["FileRevisionPage"] = $$"""{ {{PageHead}},"items":["#FileRevision"]}""",
        ["FieldOrigin"] = """{"field":"string","commit":"#Commit","datasetName":"string?"}""",
        ["AnnotationOrigin"] = """
            {"id":"id","type":"string","label":"string","made":"#Commit","commit":"#Commit","datasetName":"string?"}
            """,
        ["Blame"] = """
            {"id":"id","filename":"string?","label":"string?","type":"string?","fields":["#FieldOrigin"],
             "annotationsCount":"integer","annotations":["#AnnotationOrigin"]}
            """,
        ["GraphNode"] = """{"id":"id","name":"string?","projectId":"string?","deleted":"boolean","createdAt":"time?"}""",
        ["GraphEdge"] = """
            {"from":"#VersionRef","to":"#VersionRef","operation":"string","author":"string","createdAt":"time"}
            """,
        ["Graph"] = """{"nodes":["#GraphNode"],"edges":["#GraphEdge"]}""",
        ["FacetQuestion"] = """
            {"name":"string?","resource":"string?","by":"string?","histogram":"string?","together":"string?","limit":"integer?",
             "depth":"integer?","buckets":"integer?","edges":["number"],"quantiles":"integer?"}
            """,
        ["FacetsRequest"] = """
            {"resource":"string?","filter":"object","join":"object","annotations":"object","at":"string?","facets":["#FacetQuestion"]}
            """,
        ["FacetTotals"] = """
            {"itemsCount":"integer","directoriesCount":"integer","sizeBytes":"integer","annotationsCount":"integer",
             "annotatedItemsCount":"integer"}
            """,
        ["FacetAnswer"] = """
            {"name":"string","field":"string","resource":"string","kind":"string","type":"string",
             "values":[{"value":"string","count":"integer","itemsCount":"integer"}],"pairs":[{"values":["string"],"itemsCount":"integer"}],
             "buckets":[{"from":"number","to":"number","count":"integer"}],"distinctCount":"integer","otherCount":"integer",
             "missingCount":"integer","belowCount":"integer","aboveCount":"integer","count":"integer","min":"number?","max":"number?",
             "mean":"number?"}
            """,
        ["Facets"] = """{"datasetId":"id","commitId":"id","totals":"#FacetTotals","facets":["#FacetAnswer"]}""",
        ["Sample"] = """
            {"seed":"string","count":"integer?","percent":"number?","parts":{"*":"number"},"part":"string?",
             "stratify":{"field":"string","resource":"string?","equal":"boolean"}}
            """,
        ["SliceRequest"] = """
            {"name":"string","description":"string?","filter":"object","join":"object","at":"string?","pin":"boolean","sample":"#Sample",
             "replace":"boolean"}
            """,
        ["Slice"] = """
            {"id":"id","datasetId":"id","name":"string","description":"string?","commitId":"string?","author":"string","createdAt":"time",
             "filter":"object","join":"object","sample":"#Sample"}
            """,
        ["SlicePage"] = $$"""{ {{PageHead}},"items":["#Slice"]}""",
        ["ResolvedSlice"] = """
            {"slice":"#Slice","datasetId":"id","commitId":"id","itemsCount":"integer","directoriesCount":"integer","sizeBytes":"integer",
             "annotationsCount":"integer","annotatedItemsCount":"integer","digest":"string?"}
            """,
        ["Query"] = """
            {"resource":"string","filter":"object","join":"object","sort":"object","page":"integer","pageSize":"integer"}
            """,
        ["QueryStep"] = """
            {"name":"string","detail":"string","rowsIn":"integer","rowsOut":"integer",
             "segments":{"skipped":"integer","scanned":"integer","lookedUp":"integer"},"bodiesRead":"integer","kept":"boolean",
             "elapsedMs":"number","steps":["object"]}
            """,
        ["QueryPlan"] = """
            {"datasetId":"id","commitId":"id","resource":"string","totalItemsCount":"integer","elapsedMs":"number","steps":["#QueryStep"]}
            """,
        ["FreezeRequest"] = """{"reason":"string"}""",
        ["FreezeState"] = """{"datasetId":"id","frozen":"boolean","reason":"string?","by":"string?","at":"time?"}""",
        ["VerifyRequest"] = """{"ref":"string?","binaries":"boolean"}""",
        ["ChangeCounts"] = """{"added":"integer","removed":"integer","changed":"integer"}""",
        ["VersionRef"] = """{"datasetId":"id","commitId":"id"}""",
        ["DiffRequest"] = """
            {"from":"string?","to":"string?","filter":"object?","iou":"boolean","iouMin":"number","page":"integer","pageSize":"integer"}
            """,
        ["CountChange"] = """{"before":"integer","after":"integer"}""",
        ["LabelAgreement"] = """
            {"meanIou":"number?","matchedCount":"integer","relabelledCount":"integer","onlyFromCount":"integer",
             "onlyToCount":"integer","unchangedCount":"integer"}
            """,
        ["DiffAgreement"] = """
            {"iouMin":"number","meanIou":"number?","matchedCount":"integer","relabelledCount":"integer","onlyFromCount":"integer",
             "onlyToCount":"integer","unchangedCount":"integer","withoutAreaCount":"integer","labels":{"*":"#LabelAgreement"}}
            """,
        ["DiffAnnotation"] = """
            {"id":"id","type":"string","label":"string","keys":["string"],"kinds":["string"],"values":"object"}
            """,
        ["DiffItem"] = """
            {"id":"id","filename":"string","change":"string","keys":["string"],"values":"object",
             "annotations":{"added":["#DiffAnnotation"],"removed":["#DiffAnnotation"],"changed":["#DiffAnnotation"]}}
            """,
        ["Diff"] = $$$"""
            {"from":"#VersionRef","to":"#VersionRef",
             "summary":{"items":"#ChangeCounts","annotations":"#ChangeCounts","annotationKinds":{"*":"integer"},
              "labels":{"*":"#ChangeCounts"},"labelsGained":["string"],"labelsLost":["string"],
              "distribution":{"labels":{"*":"#CountChange"},"types":{"*":"#CountChange"}},"agreement":"#DiffAgreement"},
             {{{PageHead}}},"items":["#DiffItem"]}
            """,
    };
}
