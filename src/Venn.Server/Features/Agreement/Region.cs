namespace Venn.Server.Features.Agreement;

/// <summary>A part of the plane with an area: what an annotation covers.</summary>
internal abstract class Region(PlaneBounds bounds)
{
    public PlaneBounds Bounds { get; } = bounds;

    /// <summary>Says for points of a line, evenly apart, which are inside.</summary>
    /// <param name="y">The line.</param>
    /// <param name="x">The first point.</param>
    /// <param name="step">From point to point, above 0.</param>
    /// <param name="inside">All are written.</param>
    public abstract void FillRow(double y, double x, double step, Span<bool> inside);
}
