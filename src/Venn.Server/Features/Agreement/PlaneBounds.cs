namespace Venn.Server.Features.Agreement;

/// <summary>The smallest upright rectangle around a region.</summary>
internal readonly record struct PlaneBounds(double Left, double Top, double Right, double Bottom)
{
    public double Width => Right - Left;

    public double Height => Bottom - Top;

    public static PlaneBounds Of(IReadOnlyList<PlanePoint> points) =>
        new(points.Min(p => p.X), points.Min(p => p.Y), points.Max(p => p.X), points.Max(p => p.Y));

    public bool Meets(PlaneBounds other) =>
        Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

    public PlaneBounds With(PlaneBounds other) => new(
        Math.Min(Left, other.Left), Math.Min(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));
}
