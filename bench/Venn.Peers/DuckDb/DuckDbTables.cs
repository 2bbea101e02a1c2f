using DuckDB.NET.Data;
using Venn.Benchmarks.Query;

namespace Venn.Peers.DuckDb;

/// <summary>The rows as DuckDB holds them: every field that Venn has a column for, and the parts of a box.</summary>
internal static class DuckDbTables
{
    public const string Create = """
        CREATE TABLE items (id INTEGER, path VARCHAR, name VARCHAR, dir VARCHAR, content BLOB, size INTEGER, hidden BOOLEAN,
          creator VARCHAR, created_at TIMESTAMP, updated_at TIMESTAMP, updated_by VARCHAR, mimetype VARCHAR, width INTEGER,
          height INTEGER, weather VARCHAR, time_of_day VARCHAR, city VARCHAR, camera VARCHAR, speed DOUBLE, altitude DOUBLE,
          temperature DOUBLE, trip INTEGER, quality INTEGER, blur DOUBLE, reviewed BOOLEAN, captured_at TIMESTAMP, tags VARCHAR[],
          lidar_points INTEGER, lat DOUBLE, lon DOUBLE, rating VARCHAR, operator VARCHAR, note VARCHAR, batch INTEGER);
        CREATE TABLE annotations (id INTEGER, item_id INTEGER, label VARCHAR, type VARCHAR, creator VARCHAR, created_at TIMESTAMP,
          updated_at TIMESTAMP, automated BOOLEAN, occluded BOOLEAN, area INTEGER, confidence DOUBLE);
        """;

    public const string Enumerate = """
        CREATE TYPE label AS ENUM (SELECT DISTINCT label FROM annotations ORDER BY label);
        CREATE TABLE annotations_enum AS SELECT * REPLACE (label::label AS label) FROM annotations ORDER BY id;
        """;

    public static void AppendItems(DuckDBConnection connection, int items)
    {
        using var appender = connection.CreateAppender("items");
        for (var i = 0; i < items; i++)
        {
            var item = QueryData.Item(i);
            appender.CreateRow()
                .AppendValue(item.Id).AppendValue(item.Path).AppendValue(item.Name).AppendValue(item.Directory)
                .AppendValue(item.Content).AppendValue(item.SizeBytes).AppendValue(false).AppendValue("dev@example.org")
                .AppendValue(item.CreatedAt).AppendValue(item.CreatedAt).AppendValue("dev@example.org").AppendValue("image/jpeg")
                .AppendValue(item.Width).AppendValue(item.Height).AppendValue(item.Weather).AppendValue(item.TimeOfDay)
                .AppendValue(item.City).AppendValue(item.Camera).AppendValue(item.Speed).AppendValue(item.Altitude)
                .AppendValue(item.Temperature).AppendValue(item.Trip).AppendValue(item.Quality).AppendValue(item.Blur)
                .AppendValue(item.Reviewed).AppendValue(item.CapturedAt).AppendValue(item.Tags)
                .AppendValue(item.LidarPoints).AppendValue(item.Latitude).AppendValue(item.Longitude)
                .AppendValue(item.Rating?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "n/a")
                .AppendValue(item.Operator).AppendValue(item.Note).AppendValue(item.Batch)
                .EndRow();
        }
    }

    public static void AppendAnnotations(DuckDBConnection connection, int items)
    {
        using var appender = connection.CreateAppender("annotations");
        for (var i = 0; i < items; i++)
        {
            foreach (var row in QueryData.Annotations(i))
            {
                appender.CreateRow()
                    .AppendValue(row.Id).AppendValue(row.ItemId).AppendValue(row.Label).AppendValue(row.Type).AppendValue(row.Creator)
                    .AppendValue(row.CreatedAt).AppendValue(row.CreatedAt).AppendValue(row.Confidence is not null)
                    .AppendValue(row.Occluded).AppendValue(row.Area).AppendValue(row.Confidence)
                    .EndRow();
            }
        }
    }
}
