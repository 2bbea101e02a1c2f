namespace Venn.Bitmaps.Format;

/// <summary>Bytes that are not a valid bitmap: damaged, cut off, or never one.</summary>
public sealed class RoaringFormatException : Exception
{
    public RoaringFormatException(long offset, string reason)
        : base($"not a valid Roaring bitmap at byte {offset}: {reason}; read it from another copy or rebuild it")
    {
        Offset = offset;
        Reason = reason;
    }

    /// <summary>Bytes from the beginning of the input to what is wrong.</summary>
    public long Offset { get; }

    public string Reason { get; }
}
