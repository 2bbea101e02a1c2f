using SkiaSharp;
using Venn.Cli.Demo;
using Venn.Protocol.Entities;

namespace Venn.Cli.Tests.Demo;

public sealed class SceneGeneratorTests
{
    [Fact]
    public void Draw_SameSeed_SameScene_OtherSeed_OtherScene()
    {
        var scene = new SceneGenerator(7).Draw(3);
        Assert.Equal(scene.Image, new SceneGenerator(7).Draw(3).Image);
        Assert.NotEqual(scene.Image, new SceneGenerator(8).Draw(3).Image);
        Assert.NotEqual(scene.Image, new SceneGenerator(7).Draw(4).Image);
    }

    [Fact]
    public void Draw_Boxes_LieInTheImage()
    {
        var generator = new SceneGenerator(1);
        for (var number = 0; number < 50; number++)
        {
            var boxes = generator.Draw(number).Annotations.Where(a => a.Type == AnnotationTypes.Box).ToList();
            Assert.NotEmpty(boxes);
            Assert.All(boxes, box =>
            {
                var (from, to) = (box.Coordinates![0]!, box.Coordinates[1]!);
                Assert.InRange((double)from["x"]!, -0.1, (double)to["x"]!);
                Assert.InRange((double)to["x"]!, 0, SceneGenerator.Width + 0.1);
                Assert.InRange((double)from["y"]!, -0.1, (double)to["y"]!);
                Assert.InRange((double)to["y"]!, 0, SceneGenerator.Height + 0.1);
            });
        }
    }

    [Fact]
    public void Draw_Mask_FillsItsBox_AndIsClearElsewhere()
    {
        var scene = new SceneGenerator(1).Draw(0);
        var box = scene.Annotations[0];
        var mask = scene.Annotations.Single(a => a.Type == AnnotationTypes.Mask);
        Assert.Equal(box.Label, mask.Label);
        var address = (string)mask.Coordinates!;
        Assert.StartsWith("data:image/png;base64,", address, StringComparison.Ordinal);

        using var bitmap = SKBitmap.Decode(Convert.FromBase64String(address.Split(',')[1]));

        Assert.Equal((SceneGenerator.Width, SceneGenerator.Height), (bitmap.Width, bitmap.Height));
        var inside = 0;
        for (var y = 0; y < bitmap.Height; y++)
        {
            for (var x = 0; x < bitmap.Width; x++)
            {
                var isIn = x >= (double)box.Coordinates![0]!["x"]! - 1 && x <= (double)box.Coordinates[1]!["x"]! + 1
                    && y >= (double)box.Coordinates[0]!["y"]! - 1 && y <= (double)box.Coordinates[1]!["y"]! + 1;
                inside += bitmap.GetPixel(x, y).Alpha > 0 ? 1 : 0;
                Assert.True(isIn || bitmap.GetPixel(x, y).Alpha == 0, $"({x},{y}) is set outside the box.");
            }
        }

        Assert.True(inside > 100, $"{inside} pixels are few for a shape.");
    }
}
