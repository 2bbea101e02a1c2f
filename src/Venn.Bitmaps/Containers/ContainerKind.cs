namespace Venn.Bitmaps.Containers;

/// <summary>The form of a container; the numbers are the type byte of its encoding (docs/formats/bitmaps.md).</summary>
public enum ContainerKind : byte
{
    /// <summary>Sorted values, 2 bytes each: at most 4,096.</summary>
    Array = 1,

    /// <summary>65,536 bits, 8,192 bytes.</summary>
    Bitmap = 2,

    /// <summary>Pairs of first value and length - 1, 4 bytes each.</summary>
    Run = 3,
}
