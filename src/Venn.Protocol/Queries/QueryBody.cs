using System.Text.Json.Nodes;

namespace Venn.Protocol.Queries;

/// <summary>A query of items, annotations or datasets as it travels. Source: DQL, docs/protocol.</summary>
public sealed record QueryBody
{
    public string Resource { get; init; } = QueryResources.Items;

    /// <summary>The tree of conditions; empty for all.</summary>
    public JsonObject? Filter { get; init; }

    /// <summary>A condition on what belongs to the resource: an item matches if one of its annotations does.</summary>
    public JsonObject? Join { get; init; }

    /// <summary>Field to <c>ascending</c> or <c>descending</c>, first field first.</summary>
    public JsonObject? Sort { get; init; }

    public JsonObject? Context { get; init; }

    public int? Page { get; init; }

    /// <summary>0 (count only) to 1,000.</summary>
    public int? PageSize { get; init; }

    public bool? SystemSpace { get; init; }

    /// <summary>Deletes all matches, whatever the page.</summary>
    public bool? Delete { get; init; }

    /// <summary>A patch for all matches, whatever the page.</summary>
    public JsonObject? Update { get; init; }
}
