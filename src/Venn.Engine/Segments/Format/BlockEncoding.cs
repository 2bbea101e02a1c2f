namespace Venn.Engine.Segments.Format;

/// <summary>How a block's values are laid out. The numbers stand in files.</summary>
internal enum BlockEncoding : byte
{
    /// <summary>No values, no bytes.</summary>
    None = 0,

    /// <summary>Every row has the value <c>min</c>; no bytes.</summary>
    Constant = 1,

    /// <summary>A bit per row (rounded up to 64); rows with a set bit have the value <c>min</c>.</summary>
    Bitmap = 2,

    /// <summary>A code per row (rounded up to 64): value - min, plus one where 0 stands for missing.</summary>
    Packed = 3,

    /// <summary>Rows (16 bits each, ascending, padded to 8 bytes), then a code for each: value - min.</summary>
    Sparse = 4,

    /// <summary>Codes alone, value - min, without rows: index keys and index rows.</summary>
    List = 5,

    /// <summary>
    /// Every row has a value: a base (8 bytes) for each 64 rows, the smallest of them, then a code a row (rounded up to 64):
    /// value - base.
    /// </summary>
    Framed = 6,
}
