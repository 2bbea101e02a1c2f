namespace Venn.Engine.Segments.Format;

/// <summary>Constants of the sealed segment file; docs/formats/segments.md describes every byte.</summary>
internal static class SegmentFormat
{
    public const int Version = 1;
    public const int HeaderSizeBytes = 64;
    public const int BlockReferenceSizeBytes = 40;
    public const int DictionaryReferenceSizeBytes = 28;

    /// <summary>Blocks start at multiples of it, so that any vector load is aligned to its element.</summary>
    public const int AlignmentBytes = 64;

    /// <summary>Features this version can read; a file with any other bit is refused.</summary>
    public const uint KnownFeatures = DerivedFeature | FramedFeature;

    /// <summary>The directory has derived fields.</summary>
    public const uint DerivedFeature = 1;

    /// <summary>The directory has framed blocks.</summary>
    public const uint FramedFeature = 2;

    public const string FileExtension = ".vseg";

    public static ReadOnlySpan<byte> Magic => "VENNSEGM"u8;
}
