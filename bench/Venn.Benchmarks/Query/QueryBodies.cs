using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Venn.Benchmarks.Query;

/// <summary>Rows as the JSON bodies that the wire would have stored. One thread.</summary>
internal sealed class QueryBodies : IDisposable
{
    private readonly ArrayBufferWriter<byte> buffer = new(2048);
    private readonly Utf8JsonWriter json;

    public QueryBodies() => json = new Utf8JsonWriter(buffer);

    public byte[] Of(ItemRow row)
    {
        Begin();
        json.WriteBoolean("hidden", false);
        json.WriteString("creator", "dev@example.org");
        json.WriteString("createdAt", Time(row.CreatedAt));
        json.WriteString("updatedAt", Time(row.CreatedAt));
        json.WriteString("updatedBy", "dev@example.org");
        json.WriteStartObject("metadata");
        json.WriteStartObject("system");
        json.WriteString("mimetype", "image/jpeg");
        json.WriteString("originalname", row.Name);
        json.WriteNumber("width", row.Width);
        json.WriteNumber("height", row.Height);
        json.WriteEndObject();
        json.WriteStartObject("user");
        WriteUser(row);
        json.WriteEndObject();
        json.WriteEndObject();
        return End();
    }

    public byte[] Of(in AnnotationRow row)
    {
        Begin();
        json.WriteString("type", row.Type);
        json.WriteString("label", row.Label);
        json.WriteString("creator", row.Creator);
        json.WriteString("createdAt", Time(row.CreatedAt));
        json.WriteString("updatedAt", Time(row.CreatedAt));
        json.WriteStartArray("coordinates");
        WritePoint(row.Left, row.Top);
        WritePoint(row.Left + row.BoxWidth, row.Top + row.BoxHeight);
        json.WriteEndArray();
        json.WriteStartObject("metadata");
        json.WriteStartObject("system");
        json.WriteBoolean("automated", row.Confidence is not null);
        json.WriteStartObject("attributes");
        json.WriteBoolean("occluded", row.Occluded);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("user");
        json.WriteNumber("area", row.Area);
        if (row.Confidence is { } confidence)
        {
            json.WriteNumber("confidence", confidence);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        return End();
    }

    public void Dispose() => json.Dispose();

    private void WriteUser(ItemRow row)
    {
        json.WriteString("weather", row.Weather);
        json.WriteString("timeOfDay", row.TimeOfDay);
        json.WriteString("city", row.City);
        json.WriteString("camera", row.Camera);
        json.WriteNumber("speed", row.Speed);
        WriteOptional("altitude", row.Altitude);
        json.WriteNumber("temperature", row.Temperature);
        json.WriteNumber("trip", row.Trip);
        json.WriteNumber("quality", row.Quality);
        WriteOptional("blur", row.Blur);
        json.WriteBoolean("reviewed", row.Reviewed);
        json.WriteString("capturedAt", Time(row.CapturedAt));
        json.WriteStartArray("tags");
        foreach (var tag in row.Tags)
        {
            json.WriteStringValue(tag);
        }

        json.WriteEndArray();
        json.WriteStartObject("sensors");
        json.WriteStartObject("lidar");
        json.WriteNumber("points", row.LidarPoints);
        json.WriteEndObject();
        json.WriteStartObject("gps");
        json.WriteNumber("lat", row.Latitude);
        json.WriteNumber("lon", row.Longitude);
        json.WriteEndObject();
        json.WriteEndObject();
        if (row.Rating is { } rating)
        {
            json.WriteNumber("rating", rating);
        }
        else
        {
            json.WriteString("rating", "n/a");
        }

        if (row.Operator is not null)
        {
            json.WriteString("operator", row.Operator);
        }

        if (row.Note is not null)
        {
            json.WriteString("note", row.Note);
        }

        json.WriteNumber("batch", row.Batch);
    }

    private void WriteOptional(string name, double? value)
    {
        if (value is { } there)
        {
            json.WriteNumber(name, there);
        }
    }

    private void WritePoint(int x, int y)
    {
        json.WriteStartObject();
        json.WriteNumber("x", x);
        json.WriteNumber("y", y);
        json.WriteNumber("z", 0);
        json.WriteEndObject();
    }

    private void Begin()
    {
        buffer.ResetWrittenCount();
        json.Reset(buffer);
        json.WriteStartObject();
    }

    private byte[] End()
    {
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static string Time(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
