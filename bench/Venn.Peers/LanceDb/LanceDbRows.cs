using System.Text.Json;
using System.Text.Json.Serialization;
using Venn.Benchmarks.Query;

namespace Venn.Peers.LanceDb;

/// <summary>The rows as lines of JSON, named as the columns are; times in milliseconds since 1970.</summary>
internal static class LanceDbRows
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    };

    public static void WriteItems(string file, int items)
    {
        using var writer = new StreamWriter(file);
        for (var i = 0; i < items; i++)
        {
            var item = QueryData.Item(i);
            var created = Time(item.CreatedAt);
            Write(writer, new
            {
                item.Id, item.Path, item.Name, Dir = item.Directory, item.Content, Size = item.SizeBytes, Hidden = false,
                Creator = "dev@example.org", CreatedAt = created, UpdatedAt = created, UpdatedBy = "dev@example.org",
                Mimetype = "image/jpeg", item.Width, item.Height, item.Weather, item.TimeOfDay, item.City, item.Camera, item.Speed,
                item.Altitude, item.Temperature, item.Trip, item.Quality, item.Blur, item.Reviewed,
                CapturedAt = Time(item.CapturedAt), item.Tags, item.LidarPoints, Lat = item.Latitude, Lon = item.Longitude,
                Rating = item.Rating?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "n/a", item.Operator, item.Note,
                item.Batch,
            });
        }
    }

    public static void WriteAnnotations(string file, int items)
    {
        using var writer = new StreamWriter(file);
        for (var i = 0; i < items; i++)
        {
            foreach (var row in QueryData.Annotations(i))
            {
                var created = Time(row.CreatedAt);
                Write(writer, new
                {
                    row.Id, row.ItemId, row.Label, row.Type, row.Creator, CreatedAt = created, UpdatedAt = created,
                    Automated = row.Confidence is not null, row.Occluded, row.Area, row.Confidence,
                });
            }
        }
    }

    private static long Time(DateTime time) => new DateTimeOffset(time).ToUnixTimeMilliseconds();

    private static void Write<T>(StreamWriter writer, T row) => writer.WriteLine(JsonSerializer.Serialize(row, Options));
}
