namespace Venn.Engine.Segments.Columns;

/// <summary>The texts behind the codes of a column, in UTF-8.</summary>
internal abstract class TextDictionary
{
    public const int ScratchSizeBytes = 64;

    public abstract int Count { get; }

    /// <summary>Codes ascend with the texts (by bytes) and no text stands twice.</summary>
    public abstract bool IsSorted { get; }

    /// <summary>Every row has a text of its own here: to look at the rows that are wanted is to look at fewer.</summary>
    public virtual bool IsPerRow => false;

    /// <param name="code">0 to count-1.</param>
    /// <param name="scratch">At least <see cref="ScratchSizeBytes"/> for dictionaries that form their texts.</param>
    public abstract ReadOnlySpan<byte> Get(int code, Span<byte> scratch);

    /// <summary>The code of a text, -1 when it is not there, or <see cref="Unknown"/> when only a scan would tell.</summary>
    public virtual int Find(ReadOnlySpan<byte> text)
    {
        if (!IsSorted)
        {
            return Unknown;
        }

        var at = LowerBound(text);
        Span<byte> scratch = stackalloc byte[ScratchSizeBytes];
        return at < Count && Get(at, scratch).SequenceEqual(text) ? at : -1;
    }

    public const int Unknown = -2;

    /// <summary>All texts one after the other in the order of their codes, where they lie so.</summary>
    /// <param name="texts">UTF-8, nothing between them.</param>
    /// <param name="ends">For each code where its text ends.</param>
    public virtual bool TryGetTexts(out ReadOnlySpan<byte> texts, out ReadOnlySpan<int> ends)
    {
        texts = default;
        ends = default;
        return false;
    }

    /// <summary>The first code whose text is not below <paramref name="text"/>; sorted dictionaries alone.</summary>
    public int LowerBound(ReadOnlySpan<byte> text)
    {
        Span<byte> scratch = stackalloc byte[ScratchSizeBytes];
        var low = 0;
        var high = Count;
        while (low < high)
        {
            var middle = (int)(((uint)low + (uint)high) >> 1);
            if (Get(middle, scratch).SequenceCompareTo(text) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
