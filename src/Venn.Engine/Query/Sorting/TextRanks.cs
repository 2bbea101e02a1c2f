using System.Buffers.Binary;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Sorting;

/// <summary>Ranks texts of many dictionaries in one order by bytes; equal texts share a rank.</summary>
internal sealed class TextRanks
{
    private readonly List<TextDictionary> dictionaries = [];
    private readonly List<int[]> ranks = [];
    private readonly List<Entry> entries = [];

    /// <summary>The index by which the dictionary's codes are then named.</summary>
    public int Add(TextDictionary dictionary)
    {
        dictionaries.Add(dictionary);
        ranks.Add(new int[dictionary.Count]);
        return dictionaries.Count - 1;
    }

    /// <summary>Marks a code as wanted.</summary>
    public void Want(int dictionary, int code)
    {
        if (ranks[dictionary][code] == 0)
        {
            ranks[dictionary][code] = -1;
            entries.Add(new Entry(dictionary, code));
        }
    }

    /// <summary>Eight bytes after what all texts share decide most comparisons.</summary>
    public void Rank()
    {
        var common = CommonPrefixLength();
        var heads = new ulong[entries.Count];
        var order = entries.ToArray();
        Span<byte> scratch = stackalloc byte[TextDictionary.ScratchSizeBytes];
        Span<byte> head = stackalloc byte[8];
        for (var i = 0; i < order.Length; i++)
        {
            var text = Text(order[i], scratch)[common..];
            if (text.Length >= 8)
            {
                heads[i] = BinaryPrimitives.ReadUInt64BigEndian(text);
                continue;
            }

            head.Clear();
            text.CopyTo(head);
            heads[i] = BinaryPrimitives.ReadUInt64BigEndian(head);
        }

        Array.Sort(heads, order);
        var rank = 0;
        for (var start = 0; start < order.Length;)
        {
            var end = start + 1;
            while (end < order.Length && heads[end] == heads[start])
            {
                end++;
            }

            RankEqualHeads(order.AsSpan(start, end - start), ref rank);
            start = end;
        }
    }

    public int Get(int dictionary, int code) => ranks[dictionary][code];

    private void RankEqualHeads(Span<Entry> equals, ref int rank)
    {
        if (equals.Length > 1)
        {
            equals.Sort(Compare);
        }

        for (var i = 0; i < equals.Length; i++)
        {
            if (i == 0 || Compare(equals[i - 1], equals[i]) != 0)
            {
                rank++;
            }

            ranks[equals[i].Dictionary][equals[i].Code] = rank;
        }
    }

    private int CommonPrefixLength()
    {
        if (entries.Count == 0)
        {
            return 0;
        }

        Span<byte> scratchFirst = stackalloc byte[TextDictionary.ScratchSizeBytes];
        Span<byte> scratch = stackalloc byte[TextDictionary.ScratchSizeBytes];
        var first = Text(entries[0], scratchFirst);
        var common = first.Length;
        foreach (var entry in entries)
        {
            common = Text(entry, scratch).CommonPrefixLength(first[..common]);
            if (common == 0)
            {
                break;
            }
        }

        return common;
    }

    private int Compare(Entry a, Entry b)
    {
        Span<byte> scratchA = stackalloc byte[TextDictionary.ScratchSizeBytes];
        Span<byte> scratchB = stackalloc byte[TextDictionary.ScratchSizeBytes];
        return Text(a, scratchA).SequenceCompareTo(Text(b, scratchB));
    }

    private ReadOnlySpan<byte> Text(Entry entry, Span<byte> scratch) => dictionaries[entry.Dictionary].Get(entry.Code, scratch);

    private readonly record struct Entry(int Dictionary, int Code);
}
