namespace Venn.Protocol.Versions;

/// <summary>The same item or annotation, changed differently on two sides since their common ancestor.</summary>
public sealed record MergeConflict
{
    /// <summary><c>items</c> or <c>annotations</c>.</summary>
    public string? Resource { get; init; }

    /// <summary>Its id on the first side.</summary>
    public string? Id { get; init; }

    /// <summary>An item's path.</summary>
    public string? Filename { get; init; }

    /// <summary><c>changedByBoth</c>, <c>deletedByOurs</c> (the earlier side) or <c>deletedByTheirs</c> (the later).</summary>
    public string? Kind { get; init; }

    /// <summary>Fields set differently, by path; none when one side deleted it.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];
}
