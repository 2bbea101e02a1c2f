namespace Venn.Protocol.Versions.Merging;

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

    /// <summary>The item an annotation is on.</summary>
    public string? ItemId { get; init; }

    /// <summary>Whether the policy or a choice settles it.</summary>
    public bool Settled { get; init; }

    /// <summary>At the common ancestor; none when it was not there.</summary>
    public ConflictSide? Base { get; init; }

    /// <summary>On the earlier side; none when deleted there.</summary>
    public ConflictSide? Ours { get; init; }

    /// <summary>On the later side; none when deleted there.</summary>
    public ConflictSide? Theirs { get; init; }

    /// <summary>Fields set differently, by path; none when one side deleted it.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];
}
