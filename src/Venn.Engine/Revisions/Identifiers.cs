namespace Venn.Engine.Revisions;

/// <summary>The number of a revision within its relation: from 0, 64-bit, never used twice for what a state can hold.</summary>
public readonly record struct RevisionNumber(long Value) : IComparable<RevisionNumber>
{
    /// <summary>The segment (and bitmap container) it stands in.</summary>
    public SegmentNumber Segment => new(Value >> 16);

    /// <summary>Its row in that segment, 0 to 65,535.</summary>
    public ushort Row => unchecked((ushort)Value);

    public int CompareTo(RevisionNumber other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Segment k holds the revision numbers [k·65,536, (k+1)·65,536) of a relation: the span of one container.</summary>
public readonly record struct SegmentNumber(long Value)
{
    public const int RowCount = 65_536;

    public RevisionNumber First => new(Value << 16);

    public RevisionNumber At(int row) => new((Value << 16) | (long)(uint)row);
}

/// <summary>
/// The identity of an item or annotation that survives cloning: 1 to 2^56-1, given once, ascending with creation over
/// the whole store. Items and annotations draw from one counter.
/// </summary>
public readonly record struct Lineage(long Value) : IComparable<Lineage>
{
    public const long MaxValue = (1L << 56) - 1;

    /// <summary>No lineage.</summary>
    public static Lineage None => default;

    public bool IsNone => Value == 0;

    public int CompareTo(Lineage other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A dataset's number: 1 to 2^40-1, given once.</summary>
public readonly record struct DatasetOrdinal(long Value) : IComparable<DatasetOrdinal>
{
    public const long MaxValue = (1L << 40) - 1;

    public static DatasetOrdinal None => default;

    public int CompareTo(DatasetOrdinal other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A commit: a dataset and its place in that dataset's history, from 1.</summary>
public readonly record struct CommitId(DatasetOrdinal Dataset, long Sequence)
{
    public override string ToString() => $"{Dataset}:{Sequence}";
}
