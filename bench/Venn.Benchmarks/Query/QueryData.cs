using System.Buffers.Binary;
using System.Globalization;

namespace Venn.Benchmarks.Query;

/// <summary>
/// The rows that the questions are asked of: an item is made from the seed and its number alone. Skewed as driving data
/// is: labels, cities and cameras by power laws, missing fields, arrays, times, a little mixed typing, 1,000 directories.
/// </summary>
internal static class QueryData
{
    public const int AnnotationsPerItem = 10;
    public const int LabelCount = 200;
    public const int CityCount = 200;
    private const ulong Seed = 20_260_101;
    private const int SiteCount = 40;
    private const int DayCount = 25;
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public static IReadOnlyList<string> Weathers { get; } = ["sun", "cloud", "rain", "fog", "snow", "hail"];

    public static IReadOnlyList<string> TimesOfDay { get; } = ["day", "night", "dusk", "dawn"];

    public static IReadOnlyList<string> Labels { get; } =
        [.. Enumerable.Range(0, LabelCount).Select(i => i < Common.Length ? Common[i] : $"class-{i:000}")];

    public static IReadOnlyList<string> Types { get; } = ["box", "segment", "polyline", "point", "class"];

    public static IReadOnlyList<string> Tags { get; } = [.. Enumerable.Range(0, 50).Select(i => $"tag-{i:00}")];

    private static string[] Common => ["car", "person", "truck", "sign", "light", "bus", "cyclist", "van", "cone", "dog"];

    public static ItemRow Item(int id)
    {
        var random = new RowRandom(Seed, (ulong)id);
        var camera = random.NextSkewed(12);
        var captured = Start.AddMilliseconds((long)(random.NextDouble() * 365 * 86_400_000.0));
        var content = new byte[32];
        for (var i = 0; i < 4; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(content.AsSpan(8 * i), random.Next());
        }

        var city = random.NextSkewed(CityCount);
        return new ItemRow
        {
            Id = id,
            Directory = string.Create(CultureInfo.InvariantCulture, $"/site-{random.NextSkewed(SiteCount):00}/day-{random.Next(DayCount):00}"),
            Name = string.Create(CultureInfo.InvariantCulture, $"cam{camera:00}_{captured:yyyyMMdd_HHmmss}_{id:0000000}.jpg"),
            Content = content,
            SizeBytes = 50_000 + random.Next(400_000),
            Width = camera < 8 ? 1920 : 1280,
            Height = camera < 8 ? 1080 : 720,
            CreatedAt = Start.AddYears(1).AddMilliseconds(id * 20L),
            Weather = Weathers[random.NextSkewed(Weathers.Count)],
            TimeOfDay = TimesOfDay[random.NextSkewed(TimesOfDay.Count)],
            City = $"city-{city:000}",
            Camera = $"cam{camera:00}",
            Speed = Math.Round(random.NextDouble() * 40, 2),
            Altitude = random.Chance(0.3) ? null : Math.Round(random.NextDouble() * 900, 1),
            Temperature = Math.Round((random.NextDouble() * 50) - 15, 1),
            Trip = random.Next(5000),
            Quality = random.Next(101),
            Blur = random.Chance(0.1) ? null : Math.Round(random.NextDouble(), 3),
            Reviewed = random.Chance(0.35),
            CapturedAt = captured,
            Tags = NextTags(ref random),
            LidarPoints = 20_000 + random.Next(100_000),
            Latitude = Math.Round(40 + (city / 20.0) + (random.NextDouble() / 10), 5),
            Longitude = Math.Round(5 + (city % 20) + (random.NextDouble() / 10), 5),
            Rating = random.Chance(0.03) ? null : random.Next(6),
            Operator = random.Chance(0.4) ? null : $"operator-{random.NextSkewed(300):000}",
            Note = random.Chance(0.98) ? null : $"seen {random.Next(10_000)} at {captured:HH:mm}",
            Batch = id / 2500,
        };
    }

    public static IEnumerable<AnnotationRow> Annotations(int itemId)
    {
        var random = new RowRandom(~Seed, (ulong)itemId);
        var first = itemId * AnnotationsPerItem;
        for (var i = 0; i < AnnotationsPerItem; i++)
        {
            var isAutomated = random.Chance(0.25);
            yield return new AnnotationRow(
                first + i, itemId, Labels[random.NextSkewed(LabelCount)],
                random.Chance(0.8) ? "box" : Types[1 + random.NextSkewed(Types.Count - 1)],
                $"annotator-{random.NextSkewed(50):00}@example.org",
                Start.AddYears(1).AddMilliseconds((itemId * 20L) + i),
                random.Next(1000), random.Next(500), 4 + (int)(300 * Math.Pow(random.NextDouble(), 2)), 4 + (int)(250 * Math.Pow(random.NextDouble(), 2)),
                isAutomated ? Math.Round(random.NextDouble(), 3) : null, random.Chance(0.2));
        }
    }

    private static string[] NextTags(ref RowRandom random)
    {
        var tags = new HashSet<string>();
        for (var count = random.Next(5); count > 0; count--)
        {
            tags.Add(Tags[random.NextSkewed(Tags.Count)]);
        }

        return [.. tags];
    }
}
