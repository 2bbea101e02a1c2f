namespace Venn.Engine.Segments.Columns;

/// <summary>
/// What kind of JSON value a column holds; every value is a 64-bit integer inside. The numbers stand in segment files.
/// </summary>
internal enum ColumnKind : byte
{
    /// <summary>Codes of a dictionary.</summary>
    Text = 0,

    /// <summary>Text of the form <c>yyyy-MM-ddTHH:mm:ss.fffZ</c>: milliseconds since 1970.</summary>
    Time = 1,

    /// <summary>Whole numbers.</summary>
    Integer = 2,

    /// <summary>Other numbers: doubles in the order-preserving form of <see cref="DoubleOrder"/>.</summary>
    Number = 3,

    /// <summary>0 or 1.</summary>
    Boolean = 4,

    /// <summary>Rows with null; the value is 0.</summary>
    Null = 5,

    /// <summary>Rows with an object; the value is 0.</summary>
    Object = 6,

    /// <summary>Rows with an array: its length, or -1 when its inside was not looked at.</summary>
    Array = 7,

    /// <summary>Rows with something at or below the path that no column holds; the value is 0.</summary>
    Unindexed = 8,

    Count = 9,
}
