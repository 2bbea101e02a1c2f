namespace Venn.Server.Features.Agreement;

/// <summary>The pixels set of an image; pixel (0, 0) covers the square from (0, 0) to (1, 1).</summary>
internal sealed class MaskRegion : Region
{
    private readonly bool[] pixels;

    private MaskRegion(int width, int height, bool[] pixels, PlaneBounds bounds)
        : base(bounds)
    {
        Width = width;
        Height = height;
        this.pixels = pixels;
    }

    public int Width { get; }

    public int Height { get; }

    /// <returns>Null when no pixel is set.</returns>
    public static MaskRegion? Of(int width, int height, bool[] pixels)
    {
        var (left, top, right, bottom) = (width, -1, 0, 0);
        for (var y = 0; y < height; y++)
        {
            var row = pixels.AsSpan(y * width, width);
            var first = row.IndexOf(true);
            if (first >= 0)
            {
                (left, right) = (Math.Min(left, first), Math.Max(right, row.LastIndexOf(true) + 1));
                (top, bottom) = (top < 0 ? y : top, y + 1);
            }
        }

        return top < 0 ? null : new MaskRegion(width, height, pixels, new PlaneBounds(left, top, right, bottom));
    }

    public override void FillRow(double y, double x, double step, Span<bool> inside)
    {
        inside.Clear();
        var row = Math.Floor(y);
        if (row < 0 || row >= Height)
        {
            return;
        }

        var line = pixels.AsSpan((int)row * Width, Width);
        for (var i = 0; i < inside.Length; i++)
        {
            var column = Math.Floor(x + (i * step));
            inside[i] = column >= 0 && column < Width && line[(int)column];
        }
    }
}
