using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Venn.Engine.Segments.Sealed;

/// <summary>
/// A value for every row, as a base for each 64 rows and what is to be added to it: neighbours that lie close (lineages,
/// times of writing) take a byte or two each. The bases are the zone map too: a word whose values lie elsewhere is passed over.
/// </summary>
internal readonly ref struct FramedCodes
{
    private readonly ReadOnlySpan<long> bases;
    private readonly ReadOnlySpan<byte> codes;
    private readonly int widthBytes;

    public FramedCodes(ReadOnlySpan<byte> payload, int wordCount, int widthBytes)
    {
        bases = MemoryMarshal.Cast<byte, long>(payload)[..wordCount];
        codes = payload[(8 * wordCount)..];
        this.widthBytes = widthBytes;
    }

    public long this[int row] => unchecked(bases[row >> 6] + (long)CodeAt(row));

    /// <summary>Ors in the rows with low ≤ value ≤ high.</summary>
    public void MarkRange(long low, long high, ReadOnlySpan<ulong> candidates, Span<ulong> words)
    {
        switch (widthBytes)
        {
            case 1:
                MarkRange(codes, low, high, candidates, words);
                break;
            case 2:
                MarkRange(MemoryMarshal.Cast<byte, ushort>(codes), low, high, candidates, words);
                break;
            default:
                MarkRange(MemoryMarshal.Cast<byte, uint>(codes), low, high, candidates, words);
                break;
        }
    }

    /// <summary>The values of chosen rows, one after the other.</summary>
    public void Gather(ReadOnlySpan<ushort> rows, Span<long> values)
    {
        switch (widthBytes)
        {
            case 1:
                Gather(codes, rows, values);
                break;
            case 2:
                Gather(MemoryMarshal.Cast<byte, ushort>(codes), rows, values);
                break;
            default:
                Gather(MemoryMarshal.Cast<byte, uint>(codes), rows, values);
                break;
        }
    }

    public void ReadAll(Span<long> values)
    {
        switch (widthBytes)
        {
            case 1:
                ReadAll(codes, values);
                break;
            case 2:
                ReadAll(MemoryMarshal.Cast<byte, ushort>(codes), values);
                break;
            default:
                ReadAll(MemoryMarshal.Cast<byte, uint>(codes), values);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather<T>(ReadOnlySpan<T> all, ReadOnlySpan<ushort> rows, Span<long> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        values = values[..rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            values[i] = unchecked(bases[rows[i] >> 6] + long.CreateTruncating(all[rows[i]]));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadAll<T>(ReadOnlySpan<T> all, Span<long> values)
        where T : unmanaged, IBinaryInteger<T>
    {
        for (var row = 0; row < values.Length; row++)
        {
            values[row] = unchecked(bases[row >> 6] + long.CreateTruncating(all[row]));
        }
    }

    private ulong CodeAt(int row) => widthBytes switch
    {
        1 => codes[row],
        2 => MemoryMarshal.Cast<byte, ushort>(codes)[row],
        _ => MemoryMarshal.Cast<byte, uint>(codes)[row],
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MarkRange<T>(ReadOnlySpan<T> all, long low, long high, ReadOnlySpan<ulong> candidates, Span<ulong> words)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>, IMinMaxValue<T>
    {
        var largest = ulong.CreateTruncating(T.MaxValue);
        ref var first = ref MemoryMarshal.GetReference(all[..(words.Length * 64)]);
        for (var w = 0; w < words.Length; w++)
        {
            var start = bases[w];
            if (candidates[w] == 0 || high < start)
            {
                continue;
            }

            // Differences of values in order are right as unsigned ones, however far they lie apart.
            var from = low <= start ? 0 : unchecked((ulong)(low - start));
            if (from <= largest)
            {
                var to = Math.Min(unchecked((ulong)(high - start)), largest);
                words[w] |= CodeScan.MatchWord(
                    ref System.Runtime.CompilerServices.Unsafe.Add(ref first, w * 64), T.CreateTruncating(from), T.CreateTruncating(to - from));
            }
        }
    }
}
