using System.Collections.Immutable;
using Venn.Bitmaps;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Writing;

/// <summary>What a commit changes of its first parent's state: sets added and removed, and whole-set orders that cost nothing.</summary>
internal sealed record StateDelta
{
    public required RelationDelta Items { get; init; }

    public required RelationDelta Annotations { get; init; }

    /// <summary>For each mask: members added and removed, after the relations have changed.</summary>
    public required ImmutableArray<RelationDelta> Masks { get; init; }

    /// <summary>Every annotation goes, before the others are added.</summary>
    public bool ClearsAnnotations { get; init; }

    /// <summary>Bit i: mask i covers the whole of its relation afterwards.</summary>
    public uint FullMasks { get; init; }

    /// <summary>
    /// What is removed or masked was not taken along, rather than deleted: a clone by filter, or without annotations. A
    /// merge must not read it as somebody's deletion.
    /// </summary>
    public bool IsNarrowing { get; init; }

    /// <summary>As <see cref="IsNarrowing"/>, of the cleared annotations and full masks alone: a merge with parts left out.</summary>
    public bool LeavesBehind { get; init; }

    public bool IsEmpty =>
        Items.IsEmpty && Annotations.IsEmpty && !ClearsAnnotations && FullMasks == 0 && Masks.All(m => m.IsEmpty);

    public RelationDelta this[Relation relation] => relation == Relation.Items ? Items : Annotations;

    public static StateDelta None(int maskCount) => new()
    {
        Items = RelationDelta.None,
        Annotations = RelationDelta.None,
        Masks = [.. Enumerable.Repeat(RelationDelta.None, maskCount)],
    };

    /// <summary>The delta that leads from one state to another.</summary>
    public static StateDelta Between(DatasetState from, DatasetState to, ReadOnlySpan<MaskDefinition> masks) =>
        Between(from, to, masks, to.Annotations.IsEmpty && !from.Annotations.IsEmpty, uint.MaxValue);

    /// <summary>
    /// The delta of a clone or merge against its first parent. What was left behind as a whole is said as a whole, and
    /// nothing else is: a later merge reads from it what nobody deleted.
    /// </summary>
    public static StateDelta OfCopy(
        DatasetState from, DatasetState to, ReadOnlySpan<MaskDefinition> masks, bool withAnnotations, ReadOnlySpan<int> fullMasks)
    {
        uint full = 0;
        foreach (var mask in fullMasks)
        {
            full |= 1u << mask;
        }

        var delta = Between(from, to, masks, !withAnnotations, full);
        return delta with { FullMasks = delta.FullMasks | full };
    }

    private static StateDelta Between(
        DatasetState from, DatasetState to, ReadOnlySpan<MaskDefinition> masks, bool clears, uint mayBeFull)
    {
        var items = RelationDelta.Between(from.Items, to.Items);
        var annotations = clears ? RelationDelta.None : RelationDelta.Between(from.Annotations, to.Annotations);
        var changes = ImmutableArray.CreateBuilder<RelationDelta>(masks.Length);
        uint full = 0;
        for (var i = 0; i < masks.Length; i++)
        {
            // Members that leave their relation leave the mask with it.
            var whole = to[masks[i].Relation];
            var left = from.Masks[i].IsEmpty ? from.Masks[i] : from.Masks[i].And(whole);
            var change = RelationDelta.Between(left, to.Masks[i]);
            if ((mayBeFull >> i & 1) != 0 && !change.IsEmpty && to.Masks[i].Equals(whole))
            {
                full |= 1u << i;
                change = RelationDelta.None;
            }

            changes.Add(change);
        }

        return new StateDelta
        {
            Items = items, Annotations = annotations, Masks = changes.MoveToImmutable(), ClearsAnnotations = clears, FullMasks = full,
        };
    }

    public DatasetState ApplyTo(DatasetState state, ReadOnlySpan<MaskDefinition> definitions)
    {
        var items = Items.ApplyTo(state.Items);
        var annotations = Annotations.ApplyTo(ClearsAnnotations ? RoaringBitmap.Empty : state.Annotations);
        var masks = ImmutableArray.CreateBuilder<RoaringBitmap>(definitions.Length);
        for (var i = 0; i < definitions.Length; i++)
        {
            var before = i < state.Masks.Length ? state.Masks[i] : RoaringBitmap.Empty;
            var change = i < Masks.Length ? Masks[i] : RelationDelta.None;
            var whole = definitions[i].Relation == Relation.Items ? items : annotations;
            masks.Add((FullMasks >> i & 1) != 0
                ? whole
                : change.ApplyTo(before.IsEmpty || ReferenceEquals(whole, state[definitions[i].Relation]) ? before : before.And(whole)));
        }

        return new DatasetState { Items = items, Annotations = annotations, Masks = masks.MoveToImmutable() };
    }
}

/// <summary>Revision numbers that enter and leave one set.</summary>
internal sealed record RelationDelta(RoaringBitmap Added, RoaringBitmap Removed)
{
    public static RelationDelta None { get; } = new(RoaringBitmap.Empty, RoaringBitmap.Empty);

    public bool IsEmpty => Added.IsEmpty && Removed.IsEmpty;

    public static RelationDelta Between(RoaringBitmap from, RoaringBitmap to)
    {
        if (ReferenceEquals(from, to))
        {
            return None;
        }

        var delta = new RelationDelta(to.AndNot(from), from.AndNot(to));
        return delta.IsEmpty ? None : delta;
    }

    public RoaringBitmap ApplyTo(RoaringBitmap set)
    {
        var result = Removed.IsEmpty ? set : set.AndNot(Removed);
        return Added.IsEmpty ? result : result.Or(Added);
    }
}
