namespace Venn.Engine.Versions.Merging;

/// <summary>How one conflict is settled by hand: as a whole, or field by field.</summary>
public sealed record MergeChoice
{
    /// <summary>For every field not named in <see cref="Fields"/>, and for a deletion against an edit; null for none.</summary>
    public MergeSide? Whole { get; init; }

    /// <summary>By dotted path as the conflict names it; <c>$path</c> and <c>$content</c> among them.</summary>
    public IReadOnlyDictionary<string, MergeSide> Fields { get; init; } = new Dictionary<string, MergeSide>();

    internal MergeSide? For(string field) => Fields.TryGetValue(field, out var side) ? side : Whole;
}

/// <summary>A side of a conflict.</summary>
public enum MergeSide
{
    Ours,
    Theirs,
}
