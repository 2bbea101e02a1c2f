using System.Runtime.InteropServices;
using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Writing;

/// <summary>
/// One relation's part of an edit: the revisions written, the numbers removed, and what each touched lineage is now.
/// One thread.
/// </summary>
internal sealed class RelationEdit(EngineContext context, Relation relation, DatasetOrdinal dataset, DatasetState state)
{
    private readonly List<Revision> written = [];
    private readonly HashSet<long> dead = [];
    private readonly HashSet<long> removed = [];

    /// <summary>Index in <see cref="written"/> of the lineage's live revision, or -1 when it was removed.</summary>
    private readonly Dictionary<Lineage, int> touched = [];

    private int flushed;

    /// <summary>Every revision written, dead ones too, in number order: all their numbers have to be settled.</summary>
    public ReadOnlySpan<Revision> Written => CollectionsMarshal.AsSpan(written);

    public bool IsEmpty => written.Count == 0 && removed.Count == 0;

    public IEnumerable<Revision> Live => dead.Count == 0 ? written : written.Where(r => !dead.Contains(r.Number.Value));

    /// <summary>Whether a revision of the base state is still the live one.</summary>
    public bool IsUntouched(RevisionNumber number) => removed.Count == 0 || !removed.Contains(number.Value);

    public bool Contains(Lineage lineage) =>
        touched.TryGetValue(lineage, out var index) ? index >= 0 : TryFindBase(lineage, out _);

    public Revision? FindPending(Lineage lineage) =>
        touched.TryGetValue(lineage, out var index) && index >= 0 ? written[index] : null;

    public Revision? Find(Lineage lineage)
    {
        if (touched.TryGetValue(lineage, out var index))
        {
            return index >= 0 ? written[index] : null;
        }

        return TryFindBase(lineage, out var number) ? context.Read(state, relation, number) : null;
    }

    /// <summary>Of an annotation: the item it is on; false when it is not in the state.</summary>
    public bool TryFindItem(Lineage lineage, out Lineage item)
    {
        if (touched.TryGetValue(lineage, out var index))
        {
            item = index >= 0 ? written[index].Item : Lineage.None;
            return index >= 0;
        }

        var isThere = TryFindBase(lineage, out var number);
        item = isThere ? context.SegmentsOf(relation).GetItem(number) : Lineage.None;
        return isThere;
    }

    /// <summary>The lineage whose live revision the number is; false when it is not, or no more.</summary>
    public bool TryGetLive(RevisionNumber number, out Lineage lineage)
    {
        if (state[relation].Contains((ulong)number.Value))
        {
            lineage = context.SegmentsOf(relation).GetLineage(number);
            return !removed.Contains(number.Value);
        }

        var index = CollectionsMarshal.AsSpan(written).BinarySearch(new ByNumber(number));
        lineage = index >= 0 ? written[index].Lineage : Lineage.None;
        return index >= 0 && !dead.Contains(number.Value);
    }

    public Revision Add(Revision revision)
    {
        if (Contains(revision.Lineage))
        {
            throw new InvalidRequestException($"The dataset already has lineage {revision.Lineage}: update it instead.");
        }

        return Append(revision);
    }

    public Revision Replace(Revision revision)
    {
        Drop(revision.Lineage);
        return Append(revision);
    }

    /// <summary>Removes a revision of the base state, or one written by this edit.</summary>
    public void Remove(RevisionNumber number)
    {
        if (state[relation].Contains((ulong)number.Value))
        {
            if (removed.Add(number.Value))
            {
                touched[context.SegmentsOf(relation).GetLineage(number)] = -1;
            }

            return;
        }

        var index = CollectionsMarshal.AsSpan(written).BinarySearch(new ByNumber(number));
        if (index >= 0 && dead.Add(number.Value))
        {
            touched[written[index].Lineage] = -1;
        }
    }

    /// <summary>Makes what was written so far searchable.</summary>
    public void Flush()
    {
        if (flushed == written.Count)
        {
            return;
        }

        var fresh = CollectionsMarshal.AsSpan(written)[flushed..];
        context.Log.AddInFlight(relation, fresh);
        context.SegmentsOf(relation).Append(fresh);
        flushed = written.Count;
    }

    public RelationDelta ToDelta()
    {
        if (IsEmpty)
        {
            return RelationDelta.None;
        }

        var builder = new RoaringBitmapBuilder();
        foreach (var revision in Live)
        {
            builder.Add((ulong)revision.Number.Value);
        }

        var gone = removed.Select(n => (ulong)n).Order().ToArray();
        return new RelationDelta(builder.ToBitmap(), gone.Length == 0 ? RoaringBitmap.Empty : RoaringBitmap.FromSorted(gone));
    }

    /// <summary>Forgets what is in memory of it: its commit is durable, or was given up.</summary>
    public void Settle()
    {
        if (written.Count == 0)
        {
            return;
        }

        context.Log.RemoveInFlight(relation, Written);
        context.Sealing.Add(relation, context.NumbersOf(relation).Settle(written.Select(r => r.Number)));
    }

    private bool TryFindBase(Lineage lineage, out RevisionNumber number) =>
        context.SegmentsOf(relation).TryFindLineage(state[relation], lineage, out number);

    private void Drop(Lineage lineage)
    {
        if (touched.TryGetValue(lineage, out var index) && index >= 0)
        {
            dead.Add(written[index].Number.Value);
        }
        else if (index >= 0 && TryFindBase(lineage, out var number))
        {
            removed.Add(number.Value);
        }
        else
        {
            throw new InvalidRequestException($"The dataset does not have lineage {lineage}: it cannot be updated.");
        }
    }

    private Revision Append(Revision revision)
    {
        if (context.Erased.HasLineage(revision.Lineage) || context.Erased.HasLineage(revision.Item))
        {
            throw new InvalidRequestException($"Lineage {revision.Lineage} was erased: nothing can be written of it any more.");
        }

        var numbered = revision with { Number = context.NumbersOf(relation).Next(dataset) };
        touched[numbered.Lineage] = written.Count;
        written.Add(numbered);
        return numbered;
    }

    private readonly struct ByNumber(RevisionNumber number) : IComparable<Revision>
    {
        public int CompareTo(Revision? other) => number.Value.CompareTo(other!.Number.Value);
    }
}
