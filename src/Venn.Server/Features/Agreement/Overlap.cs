namespace Venn.Server.Features.Agreement;

/// <summary>
/// Intersection over union of two regions. Convex polygons (boxes, turned boxes, ellipses) are cut exactly; others are
/// compared on a grid.
/// </summary>
internal static class Overlap
{
    /// <summary>Cells of the grid each way, for polygons: an error of some thousandths.</summary>
    private const int GridCells = 512;

    /// <summary>Cells each way at most where a mask takes part: up to here a cell is a pixel.</summary>
    private const int MaskCellsMax = 4096;

    /// <returns>0 to 1.</returns>
    public static double Compute(Region left, Region right) =>
        !left.Bounds.Meets(right.Bounds) ? 0
        : left is PolygonRegion { Convex: { } a } && right is PolygonRegion { Convex: { } b } ? OfConvex(a, b)
        : OnGrid(left, right);

    private static double OfConvex(PlanePoint[] left, PlanePoint[] right)
    {
        var common = Math.Abs(Area(Cut(left, right)));
        var all = Math.Abs(Area(left)) + Math.Abs(Area(right)) - common;
        return all > 0 ? Math.Clamp(common / all, 0, 1) : 0;
    }

    /// <summary>The part of a polygon within a convex one (Sutherland and Hodgman, 1974).</summary>
    private static List<PlanePoint> Cut(PlanePoint[] subject, PlanePoint[] window)
    {
        var side = Math.Sign(Area(window));
        List<PlanePoint> rest = [.. subject];
        for (var i = 0; i < window.Length && rest.Count > 0; i++)
        {
            var (from, to) = (window[i], window[(i + 1) % window.Length]);
            double Height(PlanePoint p) => side * (((to.X - from.X) * (p.Y - from.Y)) - ((to.Y - from.Y) * (p.X - from.X)));
            var kept = new List<PlanePoint>(rest.Count + 1);
            for (var j = 0; j < rest.Count; j++)
            {
                var (a, b) = (rest[j], rest[(j + 1) % rest.Count]);
                var (ha, hb) = (Height(a), Height(b));
                if (ha >= 0)
                {
                    kept.Add(a);
                }

                if ((ha > 0 && hb < 0) || (ha < 0 && hb > 0))
                {
                    var share = ha / (ha - hb);
                    kept.Add(new PlanePoint(a.X + (share * (b.X - a.X)), a.Y + (share * (b.Y - a.Y))));
                }
            }

            rest = kept;
        }

        return rest;
    }

    private static double Area(IReadOnlyList<PlanePoint> ring)
    {
        double twice = 0;
        for (var i = 0; i < ring.Count; i++)
        {
            var (a, b) = (ring[i], ring[(i + 1) % ring.Count]);
            twice += (a.X * b.Y) - (b.X * a.Y);
        }

        return twice / 2;
    }

    private static double OnGrid(Region left, Region right)
    {
        var area = left.Bounds.With(right.Bounds);
        var hasMask = left is MaskRegion || right is MaskRegion;
        if (hasMask)
        {
            // On whole pixels, so that masks are compared pixel by pixel.
            area = new PlaneBounds(
                Math.Floor(area.Left), Math.Floor(area.Top), Math.Ceiling(area.Right), Math.Ceiling(area.Bottom));
        }

        var columns = hasMask ? (int)Math.Clamp(area.Width, 1, MaskCellsMax) : GridCells;
        var rows = hasMask ? (int)Math.Clamp(area.Height, 1, MaskCellsMax) : GridCells;
        var (dx, dy) = (area.Width / columns, area.Height / rows);
        if (!(dx > 0) || !(dy > 0))
        {
            return 0;
        }

        var (a, b) = (new bool[columns], new bool[columns]);
        long common = 0;
        long all = 0;
        for (var row = 0; row < rows; row++)
        {
            var y = area.Top + ((row + 0.5) * dy);
            left.FillRow(y, area.Left + (dx / 2), dx, a);
            right.FillRow(y, area.Left + (dx / 2), dx, b);
            for (var i = 0; i < columns; i++)
            {
                common += a[i] & b[i] ? 1 : 0;
                all += a[i] | b[i] ? 1 : 0;
            }
        }

        return all > 0 ? (double)common / all : 0;
    }
}
