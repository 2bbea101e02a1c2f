using System.Numerics;
using Venn.Bitmaps.Containers.Kernels;

namespace Venn.Bitmaps.Containers;

/// <summary>1,024 words: more than 4,096 values, in too many runs for the run form.</summary>
internal sealed class BitmapContainer : Container
{
    private readonly ulong[] _words;

    /// <summary>Takes the words, which nobody may write any more.</summary>
    public BitmapContainer(ulong[] words, int cardinality)
        : base(cardinality) => _words = words;

    public ReadOnlySpan<ulong> Words => _words;

    public ulong[] WordArray => _words;

    public override ContainerKind Kind => ContainerKind.Bitmap;

    public override int RunCount => WordKernels.CountRuns(Words);

    public override ushort Min
    {
        get
        {
            var word = Words.IndexOfAnyExcept(0UL);
            return (ushort)((word << 6) + BitOperations.TrailingZeroCount(_words[word]));
        }
    }

    public override ushort Max
    {
        get
        {
            var word = Words.LastIndexOfAnyExcept(0UL);
            return (ushort)((word << 6) + BitOperations.Log2(_words[word]));
        }
    }

    public override void CopyToWords(Span<ulong> words) => Words.CopyTo(words);

    public override int CopyTo(Span<ushort> values) => BitDecoder.Decode(Words, 0, values);

    internal override int CopyTo(Span<ulong> values, ulong high) => BitDecoder.Decode(Words, high, values);

    public override bool Contains(ushort value) => BitKernels.Test(_words, value);

    public override int Rank(ushort value)
    {
        var word = value >> 6;
        var rank = WordKernels.CountBits(Words[..word]);
        return rank + BitOperations.PopCount(_words[word] << (63 - (value & 63)));
    }

    public override ushort Select(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        for (var i = 0; i < _words.Length; i++)
        {
            var word = _words[i];
            var count = BitOperations.PopCount(word);
            if (index >= count)
            {
                index -= count;
                continue;
            }

            for (; index > 0; index--)
            {
                word &= word - 1;
            }

            return (ushort)((i << 6) + BitOperations.TrailingZeroCount(word));
        }

        throw new ArgumentOutOfRangeException(nameof(index));
    }

    private protected override bool SameContent(Container other) => Words.SequenceEqual(((BitmapContainer)other).Words);
}
