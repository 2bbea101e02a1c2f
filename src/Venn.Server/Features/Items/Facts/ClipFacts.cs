using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MetadataExtractor.Formats.QuickTime;

namespace Venn.Server.Features.Items.Facts;

/// <summary>
/// Size, rate and length of a clip: from its container's tags, and from <c>ffprobe</c> where that is installed.
/// </summary>
internal static class ClipFacts
{
    private const int ProbeTimeoutMs = 20_000;

    private static readonly Lazy<string?> Probe = new(FindProbe);

    public static FileFacts Read(FileFacts facts, Func<Stream> open)
    {
        using var stream = open();
        if (Probe.Value is { } probe && stream is FileStream file && RunProbe(probe, file.Name) is { } report)
        {
            return ReadReport(facts, report);
        }

        return ReadTags(facts, stream);
    }

    private static FileFacts ReadTags(FileFacts facts, Stream stream)
    {
        foreach (var directory in MetadataExtractor.ImageMetadataReader.ReadMetadata(stream))
        {
            if (directory is QuickTimeMovieHeaderDirectory movie
                && movie.GetObject(QuickTimeMovieHeaderDirectory.TagDuration) is TimeSpan duration)
            {
                facts = facts with { Duration = duration.TotalSeconds };
            }
            else if (directory is QuickTimeTrackHeaderDirectory track)
            {
                var width = Tag(track, QuickTimeTrackHeaderDirectory.TagWidth);
                var height = Tag(track, QuickTimeTrackHeaderDirectory.TagHeight);
                if (width is > 0 && height is > 0)
                {
                    facts = facts with { Width = width, Height = height };
                }
            }
        }

        return facts;
    }

    private static FileFacts ReadReport(FileFacts facts, JsonElement report)
    {
        if (report.TryGetProperty("format", out var format) && ReadNumber(format, "duration") is { } duration)
        {
            facts = facts with { Duration = duration };
        }

        if (!report.TryGetProperty("streams", out var streams) || streams.GetArrayLength() == 0)
        {
            return facts;
        }

        var video = streams[0];
        var fps = video.TryGetProperty("r_frame_rate", out var rate) ? ReadRate(rate.GetString()) : null;
        return facts with
        {
            Width = (int?)ReadNumber(video, "width"),
            Height = (int?)ReadNumber(video, "height"),
            Fps = fps,
            FrameCount = (long?)(ReadNumber(video, "nb_read_packets") ?? ReadNumber(video, "nb_frames")),
        };
    }

    private static JsonElement? RunProbe(string probe, string path)
    {
        using var process = Process.Start(new ProcessStartInfo(probe)
        {
            ArgumentList =
            {
                "-v", "quiet", "-protocol_whitelist", "file", "-select_streams", "v:0", "-count_packets",
                "-show_entries", "stream=width,height,r_frame_rate,nb_frames,nb_read_packets:format=duration", "-of", "json", path,
            },
            RedirectStandardOutput = true,
        });
        if (process is null)
        {
            return null;
        }

        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(ProbeTimeoutMs))
        {
            process.Kill();
            return null;
        }

        return process.ExitCode == 0 ? JsonElement.Parse(output.GetAwaiter().GetResult()) : null;
    }

    private static double? ReadRate(string? text)
    {
        var parts = (text ?? "").Split('/');
        return parts.Length == 2
            && double.TryParse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var frames)
            && double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            && frames > 0 && seconds > 0
                ? frames / seconds
                : null;
    }

    private static double? ReadNumber(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
    }

    private static int? Tag(MetadataExtractor.Directory directory, int tag) =>
        MetadataExtractor.DirectoryExtensions.TryGetInt32(directory, tag, out var value) ? value : null;

    private static string? FindProbe() => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(directory => Path.Combine(directory, "ffprobe"))
        .FirstOrDefault(File.Exists);
}
