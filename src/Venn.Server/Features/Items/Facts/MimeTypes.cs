using Microsoft.AspNetCore.StaticFiles;

namespace Venn.Server.Features.Items.Facts;

/// <summary>Media types from file names, and for names that say nothing from the first bytes.</summary>
internal static class MimeTypes
{
    public const string Unknown = "application/octet-stream";

    private static readonly FileExtensionContentTypeProvider ByExtension = MakeTable();

    public static string? FromName(string path) => ByExtension.TryGetContentType(path, out var type) ? type : null;

    public static string Sniff(ReadOnlySpan<byte> head) => head switch
    {
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "image/gif",
        [(byte)'B', (byte)'M', ..] when head.Length > 26 && head[6] == 0 => "image/bmp",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] =>
            "image/webp",
        [(byte)'I', (byte)'I', 0x2A, 0, ..] or [(byte)'M', (byte)'M', 0, 0x2A, ..] => "image/tiff",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => "video/mp4",
        [0x1A, 0x45, 0xDF, 0xA3, ..] => "video/webm",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "application/pdf",
        [(byte)'P', (byte)'K', 3, 4, ..] => "application/zip",
        _ => Unknown,
    };

    private static FileExtensionContentTypeProvider MakeTable()
    {
        var table = new FileExtensionContentTypeProvider();
        (string Extension, string Type)[] more =
        [
            (".avif", "image/avif"), (".heic", "image/heic"), (".heif", "image/heif"), (".tif", "image/tiff"),
            (".tiff", "image/tiff"), (".bmp", "image/bmp"), (".mkv", "video/x-matroska"), (".mov", "video/quicktime"),
            (".vtt", "text/vtt"), (".csv", "text/csv"), (".md", "text/markdown"), (".yaml", "application/yaml"),
            (".yml", "application/yaml"), (".jsonl", "application/x-ndjson"), (".ndjson", "application/x-ndjson"),
            (".parquet", "application/vnd.apache.parquet"), (".dcm", "application/dicom"), (".pcd", "application/pcd"),
            (".log", "text/plain"), (".eml", "message/rfc822"), (".flac", "audio/flac"), (".wav", "audio/wav"),
            (".py", "text/x-python"),
        ];
        foreach (var (extension, type) in more)
        {
            table.Mappings[extension] = type;
        }

        return table;
    }
}
