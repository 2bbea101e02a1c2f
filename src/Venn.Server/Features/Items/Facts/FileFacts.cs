using System.Text.Json;

namespace Venn.Server.Features.Items.Facts;

/// <summary>
/// What the server reads from a file's bytes and name: <c>metadata.system</c> of a new item, but its size.
/// </summary>
internal sealed record FileFacts
{
    public required string OriginalName { get; init; }

    public required string MimeType { get; init; }

    /// <summary>Pixels as stored, before any turn that <see cref="Orientation"/> asks for.</summary>
    public int? Width { get; init; }

    public int? Height { get; init; }

    public int? Channels { get; init; }

    /// <summary>EXIF orientation, 2 to 8; null for the usual one.</summary>
    public int? Orientation { get; init; }

    /// <summary>Frames a second of a clip.</summary>
    public double? Fps { get; init; }

    /// <summary>Seconds.</summary>
    public double? Duration { get; init; }

    public long? FrameCount { get; init; }

    /// <summary>The <c>metadata</c> of a file that declares itself; undefined for others.</summary>
    public JsonElement Shebang { get; init; }

    /// <summary>Whether the name is one that clients cannot set at upload.</summary>
    public static bool IsFact(string name) =>
        name is "originalname" or "mimetype" or "size" or "encoding" or "width" or "height"
            or "channels" or "exif" or "shebang" or "thumbnailId";

    /// <summary>The members of <c>metadata.system</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("originalname", OriginalName);
        json.WriteString("mimetype", MimeType);
        json.WriteString("encoding", "7bit");
        WriteNumber(json, "width", Width);
        WriteNumber(json, "height", Height);
        WriteNumber(json, "channels", Channels);
        if (Orientation is { } orientation)
        {
            json.WriteStartObject("exif");
            json.WriteNumber(nameof(Orientation), orientation);
            json.WriteEndObject();
        }

        WriteClip(json);
        if (Shebang.ValueKind == JsonValueKind.Object)
        {
            json.WritePropertyName("shebang");
            Shebang.WriteTo(json);
        }
    }

    private void WriteClip(Utf8JsonWriter json)
    {
        if (Fps is { } fps)
        {
            json.WriteNumber("fps", fps);
        }

        if (Duration is { } duration)
        {
            json.WriteNumber("duration", duration);
        }

        if (FrameCount is { } frames)
        {
            json.WriteNumber("nb_frames", frames);
            json.WriteStartObject("ffmpeg");
            json.WriteString("nb_read_frames", frames.ToString(System.Globalization.CultureInfo.InvariantCulture));
            if (Fps is { } rate)
            {
                json.WriteString("r_frame_rate", string.Create(
                    System.Globalization.CultureInfo.InvariantCulture, $"{rate}"));
            }

            json.WriteEndObject();
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }
}
