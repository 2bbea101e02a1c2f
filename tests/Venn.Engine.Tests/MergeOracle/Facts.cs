using System.Text.Json.Nodes;
using Venn.Storage.Catalog;

namespace Venn.Engine.Tests.MergeOracle;

/// <summary>An item or annotation as a reader sees it.</summary>
/// <param name="Number">Of its revision: who did not touch it has the number of the ancestor. Negative: made by the naive merge.</param>
/// <param name="Body">Never changed.</param>
/// <param name="Text">The body, the same for equal JSON.</param>
internal sealed record Fact(long Number, JsonObject Body, string Text)
{
    /// <summary>Items.</summary>
    public string Path { get; init; } = "";

    /// <summary>Items.</summary>
    public bool IsDirectory { get; init; }

    /// <summary>Items: 64 hex digits, or empty.</summary>
    public string Content { get; init; } = "";

    /// <summary>Annotations: the lineage of the item.</summary>
    public long Item { get; init; }

    /// <summary>The lineage it is a copy of, or 0.</summary>
    public long Source { get; init; }
}

/// <summary>What a version shows, by lineage; negative lineages are the naive merge's own.</summary>
internal sealed class Facts
{
    public SortedDictionary<long, Fact> Items { get; } = [];

    public SortedDictionary<long, Fact> Annotations { get; } = [];

    public SortedDictionary<long, Fact> this[Relation relation] => relation == Relation.Items ? Items : Annotations;

    public Fact? Find(Relation relation, long lineage) => this[relation].GetValueOrDefault(lineage);
}
