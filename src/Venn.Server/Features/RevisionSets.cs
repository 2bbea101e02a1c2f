using Venn.Bitmaps;
using Venn.Engine.Revisions;

namespace Venn.Server.Features;

/// <summary>Sets of revisions for the engine.</summary>
internal static class RevisionSets
{
    public static RoaringBitmap Of(IEnumerable<Revision> revisions)
    {
        var numbers = revisions.Select(r => (ulong)r.Number.Value).ToArray();
        Array.Sort(numbers);
        return RoaringBitmap.FromSorted(numbers);
    }
}
