using System.Buffers;
using System.Text;

namespace Venn.Engine.Segments.Tail;

/// <summary>Unescapes the inside of JSON strings; a surrogate without its partner becomes U+FFFD.</summary>
internal static class JsonText
{
    /// <param name="raw">Between the quotes, well-formed JSON.</param>
    public static byte[] Unescape(ReadOnlySpan<byte> raw)
    {
        var text = new ArrayBufferWriter<byte>(raw.Length + 4);
        Span<byte> encoded = stackalloc byte[4];
        while (!raw.IsEmpty)
        {
            var slash = raw.IndexOf((byte)'\\');
            if (slash < 0)
            {
                text.Write(raw);
                break;
            }

            text.Write(raw[..slash]);
            var escape = raw[slash + 1];
            raw = raw[(slash + 2)..];
            Rune rune;
            if (escape == 'u')
            {
                rune = ReadRune(ref raw);
            }
            else
            {
                rune = new Rune((char)(escape switch
                {
                    (byte)'b' => '\b',
                    (byte)'f' => '\f',
                    (byte)'n' => '\n',
                    (byte)'r' => '\r',
                    (byte)'t' => '\t',
                    _ => (char)escape,
                }));
            }

            text.Write(encoded[..rune.EncodeToUtf8(encoded)]);
        }

        return text.WrittenSpan.ToArray();
    }

    private static Rune ReadRune(ref ReadOnlySpan<byte> raw)
    {
        var first = ReadUnit(raw);
        raw = raw[4..];
        if (!char.IsSurrogate(first))
        {
            return new Rune(first);
        }

        if (char.IsHighSurrogate(first) && raw.Length >= 6 && raw[0] == '\\' && raw[1] == 'u')
        {
            var second = ReadUnit(raw[2..]);
            if (char.IsLowSurrogate(second))
            {
                raw = raw[6..];
                return new Rune(first, second);
            }
        }

        return Rune.ReplacementChar;
    }

    private static char ReadUnit(ReadOnlySpan<byte> hex)
    {
        var value = 0;
        for (var i = 0; i < 4; i++)
        {
            value = (value << 4) | (hex[i] <= '9' ? hex[i] - '0' : (hex[i] | 0x20) - 'a' + 10);
        }

        return (char)value;
    }
}
