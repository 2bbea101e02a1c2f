using System.Buffers.Binary;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Segments.Format;

/// <summary>Sorts a dictionary's texts by bytes, drops doubles, and writes them front-coded and compressed.</summary>
internal sealed class DictionaryWriter(FileBuilder file) : IDisposable
{
    /// <summary>Below it compression gains nothing.</summary>
    private const int CompressFromBytes = 128;
    private readonly ZstdSharp.Compressor compressor = new(level: 3);

    /// <param name="dictionary">Codes in any order, doubles allowed.</param>
    /// <param name="newCodes">The sorted code of every old one.</param>
    public DictionaryReference Write(TextDictionary dictionary, out int[] newCodes)
    {
        var order = Sort(dictionary);
        newCodes = new int[order.Length];
        var raw = new FileBuilder();
        var previous = ReadOnlySpan<byte>.Empty;
        var count = 0;
        var textSize = 0;
        foreach (var code in order)
        {
            var text = dictionary.Get(code, default);
            if (count == 0 || !text.SequenceEqual(previous))
            {
                var shared = text.CommonPrefixLength(previous);
                WriteVarint(raw, shared);
                WriteVarint(raw, text.Length - shared);
                raw.Add(text[shared..]);
                previous = text;
                textSize = checked(textSize + text.Length);
                count++;
            }

            newCodes[code] = count - 1;
        }

        if (count == 0)
        {
            return default;
        }

        var stored = raw.Written;
        var isCompressed = false;
        if (stored.Length >= CompressFromBytes)
        {
            var compressed = compressor.Wrap(stored);
            isCompressed = compressed.Length < stored.Length;
            stored = isCompressed ? compressed : stored;
        }

        file.Align();
        var offset = file.Add(stored);
        return new DictionaryReference(isCompressed, count, offset, stored.Length, raw.Length, textSize, Crc32C.Compute(stored));
    }

    public void Dispose() => compressor.Dispose();

    // Eight bytes after what all texts share decide most comparisons.
    private static int[] Sort(TextDictionary dictionary)
    {
        var count = dictionary.Count;
        var order = new int[count];
        if (count == 0)
        {
            return order;
        }

        var first = dictionary.Get(0, default);
        var common = first.Length;
        for (var code = 1; code < count && common > 0; code++)
        {
            common = dictionary.Get(code, default).CommonPrefixLength(first[..common]);
        }

        var heads = new ulong[count];
        Span<byte> head = stackalloc byte[8];
        for (var code = 0; code < count; code++)
        {
            order[code] = code;
            var rest = dictionary.Get(code, default)[common..];
            head.Clear();
            rest[..Math.Min(8, rest.Length)].CopyTo(head);
            heads[code] = BinaryPrimitives.ReadUInt64BigEndian(head);
        }

        Array.Sort(heads, order);
        for (var start = 0; start < count;)
        {
            var end = start + 1;
            while (end < count && heads[end] == heads[start])
            {
                end++;
            }

            order.AsSpan(start, end - start).Sort(
                (a, b) => dictionary.Get(a, default).SequenceCompareTo(dictionary.Get(b, default)));
            start = end;
        }

        return order;
    }

    private static void WriteVarint(FileBuilder into, int value)
    {
        Span<byte> bytes = stackalloc byte[5];
        var length = 0;
        var rest = (uint)value;
        while (rest >= 0x80)
        {
            bytes[length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        bytes[length++] = (byte)rest;
        into.Add(bytes[..length]);
    }
}
