using Venn.Engine.Segments.Sealed;

namespace Venn.Engine.Segments;

/// <summary>
/// A sealed segment's bytes are not what was written. Never leaves the engine: the operation repairs the segment from
/// the catalog and runs again.
/// </summary>
internal sealed class SegmentDamagedException(SealedSegment segment, string what) : Exception(what)
{
    public SealedSegment Segment { get; } = segment;
}
