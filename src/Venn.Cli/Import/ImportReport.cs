using System.Text.Json.Nodes;

namespace Venn.Cli.Import;

/// <summary>What an import did. Threads: the counts are added to by many.</summary>
internal sealed class ImportReport
{
    private readonly Lock gate = new();
    private readonly List<string> failed = [];
    private readonly SortedSet<string> labelsAdded = new(StringComparer.Ordinal);
    private int uploaded;
    private int replaced;
    private int unchanged;
    private int annotationsUploaded;
    private int annotationsUnchanged;
    private int metadataUpdated;

    public int Uploaded => uploaded;

    public int Replaced => replaced;

    /// <summary>Files that were there with the same content.</summary>
    public int Unchanged => unchanged;

    public int AnnotationsUploaded => annotationsUploaded;

    /// <summary>Annotations that were on the item with the same content.</summary>
    public int AnnotationsUnchanged => annotationsUnchanged;

    public int MetadataUpdated => metadataUpdated;

    /// <summary>One line each: the file and why.</summary>
    public IReadOnlyList<string> Failed => failed;

    /// <summary>Annotation files without a file; one line each.</summary>
    public IReadOnlyList<string> Unmatched { get; init; } = [];

    public IReadOnlyCollection<string> LabelsAdded => labelsAdded;

    public bool IsComplete => failed.Count == 0 && Unmatched.Count == 0;

    public void AddUploaded() => Interlocked.Increment(ref uploaded);

    public void AddReplaced() => Interlocked.Increment(ref replaced);

    public void AddUnchanged() => Interlocked.Increment(ref unchanged);

    public void AddMetadataUpdated() => Interlocked.Increment(ref metadataUpdated);

    public void AddAnnotations(int sent, int present)
    {
        Interlocked.Add(ref annotationsUploaded, sent);
        Interlocked.Add(ref annotationsUnchanged, present);
    }

    public void AddFailed(string file, string reason)
    {
        lock (gate)
        {
            failed.Add($"{file}: {reason}");
        }
    }

    public void AddLabels(IEnumerable<string> labels) => labelsAdded.UnionWith(labels);

    public JsonObject ToJson(string projectId, string datasetId) => new()
    {
        ["projectId"] = projectId,
        ["datasetId"] = datasetId,
        ["files"] = new JsonObject
        {
            ["uploaded"] = Uploaded,
            ["replaced"] = Replaced,
            ["unchanged"] = Unchanged,
            ["failed"] = Failed.Count,
        },
        ["annotations"] = new JsonObject { ["uploaded"] = AnnotationsUploaded, ["unchanged"] = AnnotationsUnchanged },
        ["metadataUpdated"] = MetadataUpdated,
        ["labelsAdded"] = Texts(LabelsAdded),
        ["unmatched"] = Texts(Unmatched),
        ["failed"] = Texts(Failed),
    };

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];
}
