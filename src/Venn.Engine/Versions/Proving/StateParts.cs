using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Proving;

/// <summary>
/// The parts of a state: its items, apart by the first bytes of their own digests, and the digest of each part over those of its items
/// and their annotations. No number, id, time or order of writing goes into it. Format: docs/formats/digest.md.
/// </summary>
/// <remarks>Cost: 32 bytes read a revision and hashed once, on every core, when the digests of the revisions are kept.</remarks>
internal sealed class StateParts
{
    private const byte LinkedTag = 3;
    private const byte PartTag = 4;
    private const int Size = RevisionDigester.SizeBytes;

    /// <summary>Parts given to a core at a time.</summary>
    private const int Stride = 256;

    /// <summary>Items given to a core at a time, to be told their part.</summary>
    private const int ItemStride = 1 << 14;

    /// <summary>Items whose content is loaded at a time: some 400 bytes each, together less than a core's own cache.</summary>
    private const int Window = 256;

    private readonly EngineContext context;
    private readonly DatasetState state;
    private readonly ShownDigests items;
    private readonly ShownDigests annotations;
    private readonly CancellationToken cancellationToken;

    /// <param name="context">The store.</param>
    /// <param name="state">What is shown.</param>
    /// <param name="source">Where the digests of revisions come from: kept, or computed from the bodies.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public StateParts(EngineContext context, DatasetState state, DigestSource source, CancellationToken cancellationToken)
    {
        this.context = context;
        this.state = state;
        this.cancellationToken = cancellationToken;
        items = new ShownDigests(context, state, Relation.Items, source, cancellationToken);
        annotations = new ShownDigests(context, state, Relation.Annotations, source, cancellationToken);
    }

    /// <summary>The digest of a state from the bodies, every one; nothing that was computed before is believed.</summary>
    /// <exception cref="RevisionGoneException">Something of it was collected or erased.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed, or was meanwhile.</exception>
    public static ContentHash Recompute(EngineContext context, DatasetState state, CancellationToken cancellationToken) =>
        Read(context, state, token => new StateParts(context, state, DigestSource.Bodies, token).Compute(), cancellationToken).ComputeState();

    /// <summary>
    /// Runs what reads a state. Where rows were that are collected or erased, columns have other values and digests are zeros: what was
    /// read while that began is not believed.
    /// </summary>
    /// <exception cref="RevisionGoneException">Something of it was collected or erased.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed, or was meanwhile.</exception>
    public static T Read<T>(EngineContext context, DatasetState state, Func<CancellationToken, T> read, CancellationToken cancellationToken)
    {
        using var use = context.Digests.Hold(out var closing);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closing);
        try
        {
            var result = read(either.Token);
            return FindGone(context, state) is { } gone ? throw new RevisionGoneException(gone) : result;
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ObjectDisposedException(nameof(VersionStore));
        }
        catch (Exception e) when (e is not (RevisionGoneException or OperationCanceledException) && FindGone(context, state) is not null)
        {
            throw new RevisionGoneException(FindGone(context, state)!.Value);
        }
    }

    /// <summary>Of all parts.</summary>
    public PartDigests Compute() => Compute(state.Items, state.Annotations);

    /// <summary>Of some parts.</summary>
    /// <param name="isWanted">By part.</param>
    /// <param name="largest">Of more items than this nothing is computed.</param>
    /// <returns>Null when they are more.</returns>
    public PartDigests? Compute(bool[] isWanted, long largest)
    {
        // Parts of many items are alike: when far too many are wanted there is no need to look.
        if (state.Items.Cardinality * isWanted.AsSpan().Count(true) / PartDigests.PartCount > largest + (largest / 4))
        {
            return null;
        }

        var found = new RoaringBitmap[state.Items.ContainerCount];
        EveryCore.For(found.Length, 2, i => found[i] = FindIn(isWanted, i), cancellationToken);
        var itemSet = RoaringBitmap.OrMany(found);
        if (itemSet.Cardinality > largest)
        {
            return null;
        }

        var lineages = LineageColumn.Read(context.ItemSegments, Relation.Items, itemSet, cancellationToken);
        Array.Sort(lineages);
        return Compute(
            itemSet,
            LineageColumn.Find(context.AnnotationSegments, Relation.Annotations, state.Annotations, lineages, cancellationToken));
    }

    /// <summary>Marks the parts that some items are in.</summary>
    /// <param name="itemSet">Of the state.</param>
    /// <param name="marks">By part.</param>
    public void Mark(RoaringBitmap itemSet, bool[] marks)
    {
        foreach (var number in itemSet.ToArray())
        {
            marks[PartOf(items.Get(new RevisionNumber((long)number)))] = true;
        }
    }

    /// <summary>The annotations that name one of some others.</summary>
    public IEnumerable<RevisionNumber> FindNaming(IReadOnlySet<Lineage> named) => annotations.FindNaming(named);

    private static RevisionNumber? FindGone(EngineContext context, DatasetState state) =>
        context.Log.FindGone(Relation.Items, state.Items) ?? context.Log.FindGone(Relation.Annotations, state.Annotations);

    private static ushort PartOf(ReadOnlySpan<byte> own) => BinaryPrimitives.ReadUInt16BigEndian(own);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private RoaringBitmap FindIn(bool[] isWanted, int container)
    {
        var rows = new ushort[state.Items.ContainerAt(container).Cardinality];
        state.Items.ContainerAt(container).CopyTo(rows);
        var count = 0;
        foreach (var row in rows)
        {
            rows[count] = row;
            count += isWanted[PartOf(items.Get(ShownDigests.PositionOf(container, row)))] ? 1 : 0;
        }

        var high = state.Items.KeyAt(container) << 16;
        var numbers = new ulong[count];
        for (var i = 0; i < count; i++)
        {
            numbers[i] = high | rows[i];
        }

        return RoaringBitmap.FromSorted(numbers);
    }

    /// <param name="itemSet">Every item of the parts it has items of.</param>
    /// <param name="annotationSet">All of theirs, and no others.</param>
    private PartDigests Compute(RoaringBitmap itemSet, RoaringBitmap annotationSet)
    {
        var groups = ItemGroups.Of(context, items, itemSet, annotations, annotationSet, cancellationToken);
        var partOf = new ushort[groups.Count];
        EveryCore.For(
            (groups.Count + ItemStride - 1) / ItemStride, 2, stride => ReadParts(groups, partOf, stride * ItemStride), cancellationToken);
        var order = PartOrder.Of(partOf);
        var digests = new ContentHash[order.Parts.Length];
        EveryCore.For(
            (digests.Length + Stride - 1) / Stride, 2, stride => DigestParts(groups, order, digests, stride * Stride), cancellationToken);
        return new PartDigests(order.Parts, digests);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadParts(ItemGroups groups, ushort[] parts, int from)
    {
        for (var i = from; i < Math.Min(parts.Length, from + ItemStride); i++)
        {
            parts[i] = PartOf(items.Get(groups.ItemAt(i)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DigestParts(ItemGroups groups, PartOrder order, ContentHash[] digests, int from)
    {
        var (entries, owned, text) = (new ByteSorter(), new ByteSorter(), new byte[1024]);
        Span<byte> digest = stackalloc byte[Size];
        var end = Math.Min(digests.Length, from + Stride);
        var ahead = order.ItemsOf(from, end);
        var left = 0;
        for (var i = from; i < end; i++)
        {
            entries.Clear();
            foreach (var index in order.ItemsOf(i, i + 1))
            {
                if (left-- == 0)
                {
                    left = Math.Min(Window, ahead.Length) - 1;
                    Prefetch(groups, ahead[..(left + 1)]);
                    ahead = ahead[(left + 1)..];
                }

                AddEntry(groups, index, entries, owned);
            }

            var length = 1 + entries.LengthBytes;
            if (text.Length < length)
            {
                text = new byte[Math.Min(Array.MaxLength, length * 2L)];
            }

            text[0] = PartTag;
            entries.CopySorted(text.AsSpan(1));
            SHA256.HashData(text.AsSpan(0, length), digest);
            digests[i] = ContentHash.FromBytes(digest);
        }
    }

    /// <summary>
    /// Begins to load what the entries of some items are made of: a part's items are anywhere, and one load after the other would
    /// take twice as long as all the rest.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Prefetch(ItemGroups groups, ReadOnlySpan<int> indexes)
    {
        foreach (var index in indexes)
        {
            groups.PrefetchItem(index);
        }

        foreach (var index in indexes)
        {
            groups.PrefetchAnnotations(index);
        }

        foreach (var index in indexes)
        {
            Processor.Prefetch(in items.Get(groups.ItemAt(index))[0]);
            foreach (var position in groups.AnnotationsOf(index))
            {
                Processor.Prefetch(in annotations.Get(position)[0]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddEntry(ItemGroups groups, int index, ByteSorter entries, ByteSorter owned)
    {
        owned.Clear();
        foreach (var position in groups.AnnotationsOf(index))
        {
            WriteAnnotation(position, owned.Add(Size));
        }

        var entry = entries.Add(Size + sizeof(int) + owned.LengthBytes);
        items.Get(groups.ItemAt(index)).CopyTo(entry);
        BinaryPrimitives.WriteInt32LittleEndian(entry[Size..], owned.Count);
        owned.CopySorted(entry[(Size + sizeof(int))..]);
    }

    /// <summary>What an annotation says of another is said by that one's content, for its number means nothing elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteAnnotation(uint position, Span<byte> destination)
    {
        var own = annotations.Get(position);
        if (annotations.FindReferences(position) is not { } named)
        {
            own.CopyTo(destination);
            return;
        }

        var text = new byte[1 + Size + (named.Count * Size)];
        text[0] = LinkedTag;
        own.CopyTo(text.AsSpan(1));
        for (var i = 0; i < named.Count; i++)
        {
            if (context.AnnotationSegments.TryFindLineage(state.Annotations, named[i], out var there))
            {
                annotations.Get(there).CopyTo(text.AsSpan(1 + Size + (i * Size)));
            }
        }

        SHA256.HashData(text, destination);
    }
}

/// <summary>Where a state's digest takes those of its revisions from.</summary>
internal enum DigestSource
{
    /// <summary>From the files beside the segments; made where they are missing.</summary>
    Kept,

    /// <summary>From the bodies, every one.</summary>
    Bodies,
}
