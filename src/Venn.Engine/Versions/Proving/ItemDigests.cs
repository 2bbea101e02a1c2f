using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Proving;

/// <summary>
/// The digests of a state's items, each over its own content and the digests of its annotations. No number, id, time or order
/// of writing goes into it. Format: docs/formats/digest.md.
/// </summary>
/// <remarks>Cost: 32 bytes read a revision and a hash an item, on every core, once the digests of the revisions are kept.</remarks>
internal sealed class ItemDigests
{
    private const byte LinkedTag = 3;
    private const byte ItemTag = 4;
    private const int Size = RevisionDigester.SizeBytes;

    /// <summary>Items given to a core at a time.</summary>
    private const int Stride = 4096;

    private readonly EngineContext context;
    private readonly DatasetState state;
    private readonly ShownDigests items;
    private readonly ShownDigests annotations;
    private readonly CancellationToken cancellationToken;

    /// <param name="context">The store.</param>
    /// <param name="state">What is shown.</param>
    /// <param name="source">Where the digests of revisions come from: kept, or computed from the bodies.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public ItemDigests(EngineContext context, DatasetState state, DigestSource source, CancellationToken cancellationToken)
    {
        this.context = context;
        this.state = state;
        this.cancellationToken = cancellationToken;
        items = new ShownDigests(context, state, Relation.Items, source, cancellationToken);
        annotations = new ShownDigests(context, state, Relation.Annotations, source, cancellationToken);
    }

    /// <summary>Of every item, sorted as bytes.</summary>
    public ContentHash[] Compute() => Compute(state.Items, state.Annotations);

    /// <summary>Of some items, sorted as bytes.</summary>
    /// <param name="itemSet">Of the state.</param>
    /// <param name="annotationSet">All of theirs, and no others.</param>
    public ContentHash[] Compute(RoaringBitmap itemSet, RoaringBitmap annotationSet)
    {
        var groups = ItemGroups.Of(context, itemSet, annotationSet, cancellationToken);
        var digests = new ContentHash[groups.Count];
        EveryCore.For((groups.Count + Stride - 1) / Stride, 2, stride => DigestItems(groups, digests, stride * Stride), cancellationToken);
        DigestSort.Sort(digests);
        return digests;
    }

    /// <summary>The annotations that name one of some others.</summary>
    public IEnumerable<RevisionNumber> FindNaming(IReadOnlySet<Lineage> named) => annotations.FindNaming(named);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DigestItems(ItemGroups groups, ContentHash[] digests, int from)
    {
        var buffer = new byte[1 + Size + (16 * Size)];
        var sorted = new List<ContentHash>();
        for (var i = from; i < Math.Min(groups.Count, from + Stride); i++)
        {
            digests[i] = DigestItem(groups, i, sorted, ref buffer);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ContentHash DigestItem(ItemGroups groups, int index, List<ContentHash> sorted, ref byte[] buffer)
    {
        sorted.Clear();
        foreach (var number in groups.AnnotationsOf(index))
        {
            sorted.Add(DigestAnnotation(new RevisionNumber(number)));
        }

        DigestSort.SortFew(sorted);
        var length = 1 + Size + (sorted.Count * Size);
        if (buffer.Length < length)
        {
            buffer = new byte[length * 2];
        }

        buffer[0] = ItemTag;
        items.Get(groups.ItemAt(index)).CopyTo(buffer.AsSpan(1));
        var at = 1 + Size;
        foreach (var digest in sorted)
        {
            digest.CopyTo(buffer.AsSpan(at));
            at += Size;
        }

        Span<byte> result = stackalloc byte[Size];
        SHA256.HashData(buffer.AsSpan(0, length), result);
        return ContentHash.FromBytes(result);
    }

    /// <summary>What an annotation says of another is said by that one's content, for its number means nothing elsewhere.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private ContentHash DigestAnnotation(RevisionNumber number)
    {
        var own = annotations.Get(number);
        var named = annotations.ReferencesOf(number);
        if (named.Count == 0)
        {
            return ContentHash.FromBytes(own);
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

        return ContentHash.FromBytes(SHA256.HashData(text));
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
