namespace Venn.Engine.Segments.Columns;

/// <summary>Content hashes as text: the 32 raw bytes of another dictionary seen as 64 lower-case hex digits.</summary>
internal sealed class HexDictionary(TextDictionary raw) : TextDictionary
{
    public TextDictionary Raw { get; } = raw;

    public override int Count => Raw.Count;

    // Hex digits keep the order of bytes.
    public override bool IsSorted => Raw.IsSorted;

    public ReadOnlySpan<byte> GetRaw(int code) => Raw.Get(code, default);

    public override ReadOnlySpan<byte> Get(int code, Span<byte> scratch)
    {
        var bytes = Raw.Get(code, default);
        for (var i = 0; i < bytes.Length; i++)
        {
            scratch[2 * i] = Digit(bytes[i] >> 4);
            scratch[(2 * i) + 1] = Digit(bytes[i] & 15);
        }

        return scratch[..(2 * bytes.Length)];
    }

    private static byte Digit(int value) => (byte)(value < 10 ? '0' + value : 'a' + value - 10);
}
