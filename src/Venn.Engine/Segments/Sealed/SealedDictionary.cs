using System.Runtime.CompilerServices;
using Venn.Engine.Segments.Columns;
using Venn.Engine.Segments.Format;

namespace Venn.Engine.Segments.Sealed;

/// <summary>A sorted dictionary, decoded. Immutable.</summary>
internal sealed class SealedDictionary : TextDictionary
{
    private readonly byte[] texts;
    private readonly int[] ends;

    private SealedDictionary(byte[] texts, int[] ends)
    {
        this.texts = texts;
        this.ends = ends;
    }

    /// <summary>Memory it takes.</summary>
    public long SizeBytes => texts.Length + (4L * ends.Length);

    public override int Count => ends.Length;

    public override bool IsSorted => true;

    /// <exception cref="SegmentDamagedException">The checksum is wrong.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static SealedDictionary Load(SealedSegment segment, DictionaryReference reference)
    {
        var stored = segment.Slice(reference.Offset, reference.SizeBytes);
        segment.Verify(stored, reference.Crc);
        var raw = stored;
        if (reference.IsCompressed)
        {
            var plain = new byte[reference.RawSizeBytes];
            using var decompressor = new ZstdSharp.Decompressor();
            decompressor.Unwrap(stored, plain);
            raw = plain;
        }

        var texts = new byte[reference.TextSizeBytes];
        var ends = new int[reference.Count];
        var previous = 0;
        var end = 0;
        for (var code = 0; code < ends.Length; code++)
        {
            var shared = ReadVarint(ref raw);
            var rest = ReadVarint(ref raw);
            texts.AsSpan(previous, shared).CopyTo(texts.AsSpan(end));
            raw[..rest].CopyTo(texts.AsSpan(end + shared));
            raw = raw[rest..];
            previous = end;
            end += shared + rest;
            ends[code] = end;
        }

        return new SealedDictionary(texts, ends);
    }

    public override bool TryGetTexts(out ReadOnlySpan<byte> allTexts, out ReadOnlySpan<int> allEnds)
    {
        allTexts = texts;
        allEnds = ends;
        return true;
    }

    public override ReadOnlySpan<byte> Get(int code, Span<byte> scratch)
    {
        var start = code == 0 ? 0 : ends[code - 1];
        return texts.AsSpan(start, ends[code] - start);
    }

    private static int ReadVarint(ref ReadOnlySpan<byte> raw)
    {
        var value = 0;
        var shift = 0;
        while (true)
        {
            var part = raw[0];
            raw = raw[1..];
            value |= (part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }

            shift += 7;
        }
    }
}
