using System.Buffers.Binary;
using System.Security.Cryptography;
using Venn.Bitmaps;
using Venn.Engine.Revisions;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;

namespace Venn.Engine.Versions.Proving;

/// <summary>
/// The digest of what a state shows: SHA-256 over the digests of its items, each over its own content and the digests of its
/// annotations, all sorted. No number, id, time or order of writing goes into it. Format: docs/formats/digest.md.
/// </summary>
/// <remarks>Cost: 32 bytes read and a hash for each item, on every core, once the digests of the revisions are kept.</remarks>
internal sealed class StateDigest
{
    private const byte LinkedTag = 3;
    private const byte ItemTag = 4;
    private const byte StateTag = 5;
    private const byte FormatVersion = 2;
    private const int Size = RevisionDigester.SizeBytes;

    /// <summary>Items given to a core at a time.</summary>
    private const int Stride = 4096;

    private readonly EngineContext context;
    private readonly DatasetState state;
    private readonly ShownDigests items;
    private readonly ShownDigests annotations;
    private readonly CancellationToken cancellationToken;

    private StateDigest(EngineContext context, DatasetState state, DigestSource source, CancellationToken cancellationToken)
    {
        this.context = context;
        this.state = state;
        this.cancellationToken = cancellationToken;
        items = new ShownDigests(context, state, Relation.Items, source, cancellationToken);
        annotations = new ShownDigests(context, state, Relation.Annotations, source, cancellationToken);
    }

    /// <param name="context">The store.</param>
    /// <param name="state">What to prove.</param>
    /// <param name="source">Where the digests of revisions come from: kept, or computed from the bodies.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static ContentHash Compute(
        EngineContext context, DatasetState state, DigestSource source, CancellationToken cancellationToken) =>
        new StateDigest(context, state, source, cancellationToken).Compute();

    private ContentHash Compute()
    {
        var groups = ItemGroups.Of(context, state, cancellationToken);
        var digests = new ContentHash[groups.Count];
        EveryCore.For((groups.Count + Stride - 1) / Stride, 2, stride => DigestItems(groups, digests, stride * Stride), cancellationToken);
        DigestSort.Sort(digests);
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        whole.AppendData([StateTag, FormatVersion]);
        var block = new byte[1024 * Size];
        for (var from = 0; from < digests.Length; from += 1024)
        {
            var count = Math.Min(1024, digests.Length - from);
            for (var i = 0; i < count; i++)
            {
                digests[from + i].CopyTo(block.AsSpan(i * Size));
            }

            whole.AppendData(block, 0, count * Size);
        }

        return ContentHash.FromBytes(whole.GetHashAndReset());
    }

    private void DigestItems(ItemGroups groups, ContentHash[] digests, int from)
    {
        var buffer = new byte[1 + Size + (16 * Size)];
        var sorted = new List<ContentHash>();
        for (var i = from; i < Math.Min(groups.Count, from + Stride); i++)
        {
            digests[i] = DigestItem(groups, i, sorted, ref buffer);
        }
    }

    private ContentHash DigestItem(ItemGroups groups, int index, List<ContentHash> sorted, ref byte[] buffer)
    {
        sorted.Clear();
        foreach (var place in groups.AnnotationsOf(index))
        {
            sorted.Add(DigestAnnotation(place));
        }

        DigestSort.SortFew(sorted);
        var length = 1 + Size + (sorted.Count * Size);
        if (buffer.Length < length)
        {
            buffer = new byte[length * 2];
        }

        buffer[0] = ItemTag;
        items.Get(groups.PlaceOf(index)).CopyTo(buffer.AsSpan(1));
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
    private ContentHash DigestAnnotation(MemberPlace place)
    {
        var own = annotations.Get(place);
        var named = annotations.ReferencesOf(place);
        if (named.Count == 0)
        {
            return ContentHash.FromBytes(own);
        }

        var text = new byte[1 + Size + (named.Count * Size)];
        text[0] = LinkedTag;
        own.CopyTo(text.AsSpan(1));
        for (var i = 0; i < named.Count; i++)
        {
            if (context.AnnotationSegments.TryFindLineage(state.Annotations, named[i], out var number))
            {
                annotations.Get(MemberPlace.Of(state.Annotations, number)).CopyTo(text.AsSpan(1 + Size + (i * Size)));
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
