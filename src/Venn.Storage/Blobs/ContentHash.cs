namespace Venn.Storage.Blobs;

/// <summary>
/// The SHA-256 of a binary: its name in the blob store. A value of 32 bytes; 64 lower-case hex digits as text.
/// </summary>
public readonly record struct ContentHash(ulong A, ulong B, ulong C, ulong D)
{
    public const int SizeBytes = 32;

    /// <summary>The absent hash (directories have no binary).</summary>
    public static ContentHash None => default;

    public bool IsNone => this == default;

    public static ContentHash FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != SizeBytes)
        {
            throw new ArgumentException($"A content hash has {SizeBytes} bytes, not {bytes.Length}.", nameof(bytes));
        }

        return new ContentHash(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes),
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]),
            System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]));
    }

    public static bool TryParse(string? text, out ContentHash hash)
    {
        hash = default;
        Span<byte> bytes = stackalloc byte[SizeBytes];
        if (text is not { Length: 2 * SizeBytes }
            || Convert.FromHexString(text, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        hash = FromBytes(bytes);
        return true;
    }

    public void CopyTo(Span<byte> bytes)
    {
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, A);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], B);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], C);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], D);
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        CopyTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
