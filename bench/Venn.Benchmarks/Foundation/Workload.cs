using System.Globalization;
using System.Text;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Writing;
using Venn.Storage.Blobs;

namespace Venn.Benchmarks.Foundation;

/// <summary>Items and annotations as a driving data set has them: skewed labels, some user metadata, boxes. Seeded.</summary>
internal sealed class Workload(int seed)
{
    public const int AnnotationsPerItem = 5;

    private static readonly string[] Labels = [.. Enumerable.Range(0, 40).Select(i => $"label-{i:00}")];
    private static readonly string[] Weathers = ["sun", "rain", "snow", "fog", "night"];

    private readonly Random random = new(seed);
    private readonly StringBuilder text = new();

    public void AddItem(DatasetWriter writer, int index)
    {
        var identity = writer.NewIdentity();
        var item = writer.AddItem(new Revision
        {
            Lineage = identity.Lineage,
            Path = string.Create(CultureInfo.InvariantCulture, $"/cam{index % 100:00}/{index / 1000:0000}/frame-{index:0000000}.jpg"),
            Content = new ContentHash((ulong)index, (ulong)random.NextInt64(), (ulong)random.NextInt64(), 1),
            SizeBytes = 50_000 + random.Next(200_000),
            Body = ItemBody(identity.CreatedAt),
        });
        for (var i = 0; i < AnnotationsPerItem; i++)
        {
            AddAnnotation(writer, item.Lineage);
        }
    }

    public Revision AddAnnotation(DatasetWriter writer, Lineage item)
    {
        var identity = writer.NewIdentity();
        return writer.AddAnnotation(new Revision
        {
            Lineage = identity.Lineage, Item = item, Body = AnnotationBody(identity.CreatedAt),
        });
    }

    public byte[] ItemBody(DateTimeOffset at)
    {
        var time = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        text.Clear();
        text.Append(CultureInfo.InvariantCulture, $$"""
            {"hidden":false,"creator":"dev@example.org","createdAt":"{{time}}","updatedAt":"{{time}}","updatedBy":"dev@example.org",
            """);
        text.Append(CultureInfo.InvariantCulture, $$"""
            "metadata":{"system":{"mimetype":"image/jpeg","encoding":"7bit","width":1280,"height":720,"channels":3},
            """);
        text.Append(CultureInfo.InvariantCulture, $$$"""
            "user":{"weather":"{{{Weathers[random.Next(Weathers.Length)]}}}","speed":{{{random.NextDouble() * 40:0.00}}},"trip":{{{random.Next(1000)}}} } } }
            """);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public byte[] AnnotationBody(DateTimeOffset at)
    {
        var time = at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var label = Labels[(int)(Labels.Length * Math.Pow(random.NextDouble(), 3))];
        var (x, y) = (random.Next(1000), random.Next(500));
        text.Clear();
        text.Append(CultureInfo.InvariantCulture, $$"""
            {"type":"box","label":"{{label}}","creator":"ann@example.org","createdAt":"{{time}}","updatedAt":"{{time}}",
            """);
        text.Append(CultureInfo.InvariantCulture, $$"""
            "coordinates":[{"x":{{x}},"y":{{y}},"z":0},{"x":{{x + random.Next(10, 280)}},"y":{{y + random.Next(10, 220)}},"z":0}],
            """);
        text.Append(CultureInfo.InvariantCulture, $$$"""
            "metadata":{"system":{"automated":{{{(random.Next(4) == 0 ? "true" : "false")}}},"attributes":{"1":{{{random.Next(3)}}} } } },"source":"sdk"}
            """);
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
