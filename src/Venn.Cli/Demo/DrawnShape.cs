using SkiaSharp;

namespace Venn.Cli.Demo;

/// <summary>A shape at a place: what is drawn, and what the annotations say of it.</summary>
internal readonly record struct DrawnShape(ShapeKind Kind, SKPoint Center, float Radius, SKColor Color)
{
    private const int StarPoints = 5;

    private const float StarInnerShare = 0.45f;

    public string Label => Kind.ToString().ToLowerInvariant();

    public SKPath CreatePath() => Kind switch
    {
        ShapeKind.Circle => Circle(),
        ShapeKind.Square => Polygon(4, 1, MathF.PI / 4),
        ShapeKind.Triangle => Polygon(3, 1, -MathF.PI / 2),
        _ => Polygon(2 * StarPoints, StarInnerShare, -MathF.PI / 2),
    };

    private SKPath Circle()
    {
        var path = new SKPath();
        path.AddCircle(Center.X, Center.Y, Radius);
        return path;
    }

    private SKPath Polygon(int corners, float innerShare, float turn)
    {
        var path = new SKPath();
        for (var i = 0; i < corners; i++)
        {
            var angle = turn + i * 2 * MathF.PI / corners;
            var reach = i % 2 == 0 ? Radius : Radius * innerShare;
            var point = new SKPoint(Center.X + reach * MathF.Cos(angle), Center.Y + reach * MathF.Sin(angle));
            if (i == 0)
            {
                path.MoveTo(point);
            }
            else
            {
                path.LineTo(point);
            }
        }

        path.Close();
        return path;
    }
}
