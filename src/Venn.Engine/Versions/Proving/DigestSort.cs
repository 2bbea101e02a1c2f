using System.Runtime.CompilerServices;
using Venn.Storage.Blobs;

namespace Venn.Engine.Versions.Proving;

/// <summary>Sorts digests as bytes. They are spread evenly, so that one pass by their first bits leaves little to compare.</summary>
internal static class DigestSort
{
    private const int BucketBits = 14;
    private const int SmallCount = 1 << 12;

    /// <summary>Up to so many are put in their places one by one: most items have a handful of annotations.</summary>
    private const int FewCount = 24;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SortFew(List<ContentHash> digests)
    {
        if (digests.Count > FewCount)
        {
            digests.Sort(Compare);
            return;
        }

        var span = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(digests);
        for (var i = 1; i < span.Length; i++)
        {
            var digest = span[i];
            var j = i - 1;
            for (; j >= 0 && Compare(span[j], digest) > 0; j--)
            {
                span[j + 1] = span[j];
            }

            span[j + 1] = digest;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sort(ContentHash[] digests)
    {
        if (digests.Length < SmallCount)
        {
            Array.Sort(digests, Compare);
            return;
        }

        var starts = new int[(1 << BucketBits) + 1];
        foreach (var digest in digests)
        {
            starts[BucketOf(digest) + 1]++;
        }

        for (var i = 1; i < starts.Length; i++)
        {
            starts[i] += starts[i - 1];
        }

        var next = starts.AsSpan(0, 1 << BucketBits).ToArray();
        var sorted = new ContentHash[digests.Length];
        foreach (var digest in digests)
        {
            sorted[next[BucketOf(digest)]++] = digest;
        }

        const int Stride = 64;
        Parallel.For(0, (1 << BucketBits) / Stride, stride =>
        {
            for (var i = stride * Stride; i < (stride + 1) * Stride; i++)
            {
                sorted.AsSpan(starts[i]..starts[i + 1]).Sort(Compare);
            }
        });
        sorted.CopyTo(digests, 0);
    }

    /// <summary>A sorted list of which some are replaced by others.</summary>
    /// <param name="digests">Sorted.</param>
    /// <param name="gone">Sorted.</param>
    /// <param name="come">Sorted.</param>
    /// <returns>Null when not all of <paramref name="gone"/> are there: what was kept is not what would be made now.</returns>
    public static ContentHash[]? Replace(ReadOnlySpan<ContentHash> digests, ReadOnlySpan<ContentHash> gone, ReadOnlySpan<ContentHash> come)
    {
        if (!HasAll(digests, gone))
        {
            return null;
        }

        var result = new ContentHash[digests.Length - gone.Length + come.Length];
        var (at, nextGone, nextCome) = (0, 0, 0);
        foreach (var digest in digests)
        {
            if (nextGone < gone.Length && gone[nextGone] == digest)
            {
                nextGone++;
                continue;
            }

            while (nextCome < come.Length && Compare(come[nextCome], digest) < 0)
            {
                result[at++] = come[nextCome++];
            }

            result[at++] = digest;
        }

        come[nextCome..].CopyTo(result.AsSpan(at));
        return result;
    }

    private static bool HasAll(ReadOnlySpan<ContentHash> digests, ReadOnlySpan<ContentHash> wanted)
    {
        var next = 0;
        foreach (var digest in digests)
        {
            next += next < wanted.Length && wanted[next] == digest ? 1 : 0;
        }

        return next == wanted.Length;
    }

    private static int BucketOf(ContentHash digest) => (int)(digest.A >> (64 - BucketBits));

    private static int Compare(ContentHash left, ContentHash right) =>
        left.A.CompareTo(right.A) is not 0 and var a ? a
        : left.B.CompareTo(right.B) is not 0 and var b ? b
        : left.C.CompareTo(right.C) is not 0 and var c ? c
        : left.D.CompareTo(right.D);
}
