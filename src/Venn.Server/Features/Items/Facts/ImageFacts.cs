using MetadataExtractor.Formats.Exif;
using SkiaSharp;

namespace Venn.Server.Features.Items.Facts;

/// <summary>Size, channels and orientation of a picture, from its header: no pixel is decoded.</summary>
internal static class ImageFacts
{
    /// <summary>Past it the rest of the file is not searched for a header that its first bytes lack.</summary>
    private const long SearchMaxBytes = 256L << 20;

    public static FileFacts Read(FileFacts facts, ReadOnlyMemory<byte> head, long sizeBytes, Func<Stream> open)
    {
        using (var data = SKData.CreateCopy(head.Span))
        using (var codec = SKCodec.Create(data))
        {
            if (codec is not null)
            {
                return With(facts, codec);
            }
        }

        if (sizeBytes > SearchMaxBytes)
        {
            return facts;
        }

        if (head.Length < sizeBytes)
        {
            using var stream = open();
            using var codec = SKCodec.Create(stream);
            if (codec is not null)
            {
                return With(facts, codec);
            }
        }

        using var whole = open();
        return ReadTags(facts, whole);
    }

    private static FileFacts With(FileFacts facts, SKCodec codec)
    {
        var info = codec.Info;
        return facts with
        {
            Width = info.Width,
            Height = info.Height,
            Channels = info.ColorType == SKColorType.Gray8 ? 1 : info.AlphaType == SKAlphaType.Opaque ? 3 : 4,
            Orientation = codec.EncodedOrigin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default
                ? null
                : (int)codec.EncodedOrigin,
        };
    }

    /// <summary>Formats that the codec does not know (TIFF, HEIC): from their tags.</summary>
    private static FileFacts ReadTags(FileFacts facts, Stream stream)
    {
        foreach (var directory in MetadataExtractor.ImageMetadataReader.ReadMetadata(stream))
        {
            if (directory is ExifIfd0Directory)
            {
                var width = Tag(directory, ExifDirectoryBase.TagImageWidth);
                var height = Tag(directory, ExifDirectoryBase.TagImageHeight);
                if (width is > 0 && height is > 0)
                {
                    return facts with
                    {
                        Width = width,
                        Height = height,
                        Channels = Tag(directory, ExifDirectoryBase.TagSamplesPerPixel),
                        Orientation = Tag(directory, ExifDirectoryBase.TagOrientation) is { } turn and > 1 and <= 8
                            ? turn
                            : null,
                    };
                }
            }
        }

        return facts;
    }

    private static int? Tag(MetadataExtractor.Directory directory, int tag) =>
        MetadataExtractor.DirectoryExtensions.TryGetInt32(directory, tag, out var value) ? value : null;
}
