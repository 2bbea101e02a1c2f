using System.Text.Json;

namespace Venn.Protocol.Dql;

/// <summary>One DQL request: what to find, in which order and page, and what to do with it.</summary>
public sealed record DqlQuery
{
    public string Resource { get; init; } = "items";

    public DqlCondition Filter { get; init; } = DqlCondition.True;

    public DqlJoin? Join { get; init; }

    /// <summary>Most significant first.</summary>
    public IReadOnlyList<DqlSort> Sort { get; init; } = [];

    /// <summary>From 0.</summary>
    public int Page { get; init; }

    /// <summary>0 (count alone) to <see cref="DqlLimits.MaxPageSize"/>.</summary>
    public int PageSize { get; init; } = DqlLimits.MaxPageSize;

    public DqlContext Context { get; init; } = DqlContext.None;

    /// <summary>Listing: system entities too. Updating: <c>metadata.system</c> too.</summary>
    public bool SystemSpace { get; init; }

    /// <summary>Bulk update: the object of new values; else undefined.</summary>
    public JsonElement Update { get; init; }

    /// <summary>Bulk deletion.</summary>
    public bool Delete { get; init; }

    /// <summary>Bulk change of task references: the object; else undefined.</summary>
    public JsonElement References { get; init; }
}
