using System.Text;
using SkiaSharp;
using Venn.Server.Features.Agreement;

namespace Venn.Server.Tests.Features.Agreement;

public sealed class OverlapTests
{
    private const double Grid = 0.01;

    [Theory]
    [InlineData("0 0 10 10", "0 0 10 10", 1)]
    [InlineData("0 0 10 10", "5 0 15 10", 1.0 / 3)]
    [InlineData("0 0 10 10", "10 0 20 10", 0)]
    [InlineData("0 0 10 10", "2 2 4 4", 0.04)]
    [InlineData("10 10 0 0", "0 0 10 10", 1)]
    [InlineData("0 0 10 10 90", "0 0 10 10", 1)]
    [InlineData("0 0 20 10 90", "5 -5 15 15", 1)]
    [InlineData("0 0 10 10 45", "0 0 10 10", 0.7071)]
    public void Compute_Boxes_AreExact(string left, string right, double expected) =>
        Assert.Equal(expected, Overlap.Compute(Box(left), Box(right)), 4);

    [Fact]
    public void Compute_RandomBoxes_IsSymmetricAndWhatArithmeticSays()
    {
        const int Seed = 41;
        var random = new Random(Seed);
        for (var i = 0; i < 2000; i++)
        {
            double[] a = [random.Next(50), random.Next(50), 51 + random.Next(50), 51 + random.Next(50)];
            double[] b = [random.Next(100), random.Next(100), 101 + random.Next(50), 101 + random.Next(50)];
            var width = Math.Max(0, Math.Min(a[2], b[2]) - Math.Max(a[0], b[0]));
            var height = Math.Max(0, Math.Min(a[3], b[3]) - Math.Max(a[1], b[1]));
            var common = width * height;
            var all = ((a[2] - a[0]) * (a[3] - a[1])) + ((b[2] - b[0]) * (b[3] - b[1])) - common;
            var (left, right) = (Box(string.Join(' ', a)), Box(string.Join(' ', b)));

            Assert.True(Math.Abs((common / all) - Overlap.Compute(left, right)) < 1e-9, $"seed {Seed}, pair {i}");
            Assert.True(Math.Abs(Overlap.Compute(left, right) - Overlap.Compute(right, left)) < 1e-9, $"seed {Seed}, pair {i}");
        }
    }

    [Theory]
    [InlineData("[[{\"x\":0,\"y\":0},{\"x\":10,\"y\":0},{\"x\":0,\"y\":10}]]", 0.5)]
    [InlineData("[[{\"x\":0,\"y\":0},{\"x\":10,\"y\":0},{\"x\":10,\"y\":10},{\"x\":0,\"y\":10}]]", 1)]
    [InlineData("[{\"x\":0,\"y\":0},{\"x\":10,\"y\":0},{\"x\":10,\"y\":10},{\"x\":0,\"y\":10}]", 1)]
    // An L: three quarters.
    [InlineData("[[{\"x\":0,\"y\":0},{\"x\":10,\"y\":0},{\"x\":10,\"y\":5},{\"x\":5,\"y\":5},{\"x\":5,\"y\":10},{\"x\":0,\"y\":10}]]", 0.75)]
    // A hole of a quarter.
    [InlineData("[[{\"x\":0,\"y\":0},{\"x\":10,\"y\":0},{\"x\":10,\"y\":10},{\"x\":0,\"y\":10}],[{\"x\":2,\"y\":2},{\"x\":7,\"y\":2},{\"x\":7,\"y\":7},{\"x\":2,\"y\":7}]]", 0.75)]
    public void Compute_PolygonWithABox_Table(string rings, double expected) =>
        Assert.Equal(expected, Overlap.Compute(Read("segment", rings)!, Box("0 0 10 10")), Grid);

    [Fact]
    public void Compute_AnEllipseWithItsBox_IsAQuarterOfPi() => Assert.Equal(
        Math.PI / 4,
        Overlap.Compute(Read("ellipse", """{"center":{"x":10,"y":5},"rx":10,"ry":5,"angle":0}""")!, Box("0 0 20 10")), Grid);

    [Fact]
    public void Compute_Masks_AreComparedPixelByPixel()
    {
        var left = Mask(20, 20, (x, y) => x < 10 && y < 10);
        var right = Mask(20, 20, (x, y) => x >= 5 && x < 15 && y < 10);

        Assert.Equal(1.0 / 3, Overlap.Compute(left, right), 6);
        Assert.Equal(1, Overlap.Compute(left, Box("0 0 10 10")), 6);
        Assert.Equal(0, Overlap.Compute(left, Mask(20, 20, (x, y) => y >= 10)), 6);
    }

    [Fact]
    public void Read_AMaskWithoutTransparency_IsWhatIsNotBlack()
    {
        var mask = Mask(8, 8, (x, _) => x < 4, isOpaque: true);

        Assert.Equal(new PlaneBounds(0, 0, 4, 8), mask.Bounds);
    }

    [Theory]
    [InlineData("box", "null")]
    [InlineData("box", "[{\"x\":1,\"y\":1}]")]
    [InlineData("box", "[{\"x\":1,\"y\":1},{\"x\":1,\"y\":5}]")]
    [InlineData("box", "[{\"x\":\"1\",\"y\":1},{\"x\":1e300,\"y\":5}]")]
    [InlineData("segment", "[]")]
    [InlineData("segment", "[[]]")]
    [InlineData("segment", "[[{\"x\":1},{\"x\":2},{\"x\":3}]]")]
    [InlineData("segment", "{\"x\":1}")]
    [InlineData("ellipse", "{\"center\":5}")]
    [InlineData("ellipse", "[]")]
    [InlineData("binary", "\"data:image/png;base64,not base64\"")]
    [InlineData("binary", "\"data:image/png;base64,AAAA\"")]
    [InlineData("binary", "\"http://elsewhere\"")]
    [InlineData("binary", "{\"data\":7}")]
    [InlineData("point", "{\"x\":1,\"y\":2}")]
    [InlineData("class", "[]")]
    public void Read_WithoutAnArea_IsNone(string type, string coordinates) => Assert.Null(Read(type, coordinates));

    [Fact]
    public void Read_AMaskThatClaimsToBeHuge_IsNone()
    {
        var png = Png(4, 4, (_, _) => true, isOpaque: false);

        // The header of the picture says 60,000 by 60,000 pixels.
        (png[16], png[17], png[18], png[19]) = (0, 0, 0xEA, 0x60);
        (png[20], png[21], png[22], png[23]) = (0, 0, 0xEA, 0x60);

        Assert.Null(Read("binary", $"\"data:image/png;base64,{Convert.ToBase64String(png)}\""));
    }

    private static Region Box(string text)
    {
        var n = text.Split(' ');
        var angle = n.Length > 4 ? "," + n[4] : "";
        return Read("box", $$"""[{"x":{{n[0]}},"y":{{n[1]}}},{"x":{{n[2]}},"y":{{n[3]}}}{{angle}}]""")!;
    }

    private static Region? Read(string type, string coordinates) =>
        RegionReader.Read(Encoding.UTF8.GetBytes($$"""{"type":"{{type}}","label":"x","coordinates":{{coordinates}}}"""));

    private static Region Mask(int width, int height, Func<int, int, bool> isSet, bool isOpaque = false) =>
        Read("binary", $"\"data:image/png;base64,{Convert.ToBase64String(Png(width, height, isSet, isOpaque))}\"")!;

    private static byte[] Png(int width, int height, Func<int, int, bool> isSet, bool isOpaque)
    {
        using var bitmap = new SKBitmap(
            new SKImageInfo(width, height, SKColorType.Rgba8888, isOpaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                bitmap.SetPixel(x, y, isSet(x, y) ? SKColors.Lime : isOpaque ? SKColors.Black : SKColors.Transparent);
            }
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
