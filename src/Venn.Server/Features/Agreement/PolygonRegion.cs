namespace Venn.Server.Features.Agreement;

/// <summary>Rings by the even-odd rule: a ring within another is a hole.</summary>
internal sealed class PolygonRegion : Region
{
    private readonly IReadOnlyList<PlanePoint[]> rings;

    /// <param name="rings">Each of three points or more; closed by itself.</param>
    public PolygonRegion(IReadOnlyList<PlanePoint[]> rings)
        : base(PlaneBounds.Of([.. rings.SelectMany(r => r)]))
    {
        this.rings = rings;
        Convex = rings is [var only] && IsConvex(only) ? only : null;
    }

    /// <summary>The only ring, when the polygon is convex: such are cut exactly.</summary>
    public PlanePoint[]? Convex { get; }

    public override void FillRow(double y, double x, double step, Span<bool> inside)
    {
        var crossings = new List<double>();
        foreach (var ring in rings)
        {
            for (var i = 0; i < ring.Length; i++)
            {
                var (a, b) = (ring[i], ring[(i + 1) % ring.Length]);
                if (a.Y <= y != b.Y <= y)
                {
                    crossings.Add(a.X + ((y - a.Y) / (b.Y - a.Y) * (b.X - a.X)));
                }
            }
        }

        crossings.Sort();
        inside.Clear();
        for (var i = 0; i + 1 < crossings.Count; i += 2)
        {
            var first = Math.Clamp(Math.Ceiling((crossings[i] - x) / step), 0, inside.Length);
            var end = Math.Clamp(Math.Ceiling((crossings[i + 1] - x) / step), 0, inside.Length);
            if (end > first)
            {
                inside[(int)first..(int)end].Fill(true);
            }
        }
    }

    /// <summary>Turns one way at every corner, and once around: a star turns one way too, but twice.</summary>
    private static bool IsConvex(PlanePoint[] ring)
    {
        var direction = 0;
        double turned = 0;
        for (var i = 0; i < ring.Length; i++)
        {
            var (a, b, c) = (ring[i], ring[(i + 1) % ring.Length], ring[(i + 2) % ring.Length]);
            var (ux, uy, vx, vy) = (b.X - a.X, b.Y - a.Y, c.X - b.X, c.Y - b.Y);
            var cross = (ux * vy) - (uy * vx);
            turned += Math.Atan2(cross, (ux * vx) + (uy * vy));
            if (cross != 0 && direction != 0 && Math.Sign(cross) != direction)
            {
                return false;
            }

            direction = cross == 0 ? direction : Math.Sign(cross);
        }

        return direction != 0 && Math.Abs(turned) < 3 * Math.PI;
    }
}
