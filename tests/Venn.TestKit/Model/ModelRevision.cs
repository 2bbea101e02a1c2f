using System.Text.Json.Nodes;

namespace Venn.TestKit.Model;

/// <summary>
/// One immutable state of an item or annotation. Its reference stands for the engine's revision number: two states share
/// a revision when they hold the same object.
/// </summary>
public sealed class ModelRevision
{
    private readonly Dictionary<uint, (JsonObject Body, string Text)> seen = [];

    /// <summary>Negative: new, and not yet known by the number that the engine gave it.</summary>
    public required long Lineage { get; init; }

    /// <summary>Annotations: the lineage of the item; items: 0.</summary>
    public long Item { get; init; }

    public long Source { get; init; }

    public string Path { get; init; } = "";

    public bool IsDirectory { get; init; }

    /// <summary>64 hex digits, or empty.</summary>
    public string Content { get; init; } = "";

    public long SizeBytes { get; init; }

    /// <summary>Never changed.</summary>
    public required JsonObject Body { get; init; }

    /// <summary>The body as these masks show it.</summary>
    public JsonObject See(uint masks, ModelMasks definitions) => Look(masks, definitions).Body;

    /// <summary>The same as text in one form for equal JSON.</summary>
    public string SeeText(uint masks, ModelMasks definitions) => Look(masks, definitions).Text;

    public ModelRevision With(JsonObject body) => new()
    {
        Lineage = Lineage, Item = Item, Source = Source, Path = Path, IsDirectory = IsDirectory, Content = Content,
        SizeBytes = SizeBytes, Body = body,
    };

    public ModelRevision At(string path) => new()
    {
        Lineage = Lineage, Item = Item, Source = Source, Path = path, IsDirectory = IsDirectory, Content = Content,
        SizeBytes = SizeBytes, Body = Body,
    };

    public ModelRevision Holding(string content, long sizeBytes) => new()
    {
        Lineage = Lineage, Item = Item, Source = Source, Path = Path, IsDirectory = IsDirectory, Content = content,
        SizeBytes = sizeBytes, Body = Body,
    };

    public ModelRevision As(long lineage, long item, long source) => new()
    {
        Lineage = lineage, Item = item, Source = source, Path = Path, IsDirectory = IsDirectory, Content = Content,
        SizeBytes = SizeBytes, Body = Body,
    };

    private (JsonObject Body, string Text) Look(uint masks, ModelMasks definitions)
    {
        if (!seen.TryGetValue(masks, out var look))
        {
            var body = definitions.Show(Body, masks);
            seen[masks] = look = (body, CanonicalText.Of(body));
        }

        return look;
    }
}
