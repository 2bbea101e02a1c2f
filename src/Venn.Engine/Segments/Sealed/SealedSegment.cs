namespace Venn.Engine.Segments.Sealed;

internal abstract class SealedSegment
{
    public abstract void Repair(string reason);
}
