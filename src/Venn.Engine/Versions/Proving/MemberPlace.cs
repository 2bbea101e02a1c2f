using Venn.Bitmaps;
using Venn.Engine.Revisions;

namespace Venn.Engine.Versions.Proving;

/// <summary>A member of a set: the index of its container, and its row.</summary>
internal readonly record struct MemberPlace(int Container, ushort Row)
{
    public static MemberPlace Of(RoaringBitmap set, RevisionNumber number) =>
        new(set.IndexOfKey((ulong)number.Segment.Value), number.Row);
}
