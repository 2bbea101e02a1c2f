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
            Span<byte> scratch = stackalloc byte[TextDictionary.ScratchSizeBytes];
            var text = dictionaries[dictionary].Get(code, scratch);
            Span<byte> head = stackalloc byte[8];
            head.Clear();
            text[..Math.Min(8, text.Length)].CopyTo(head);
            entries.Add(new Entry(BinaryPrimitives.ReadUInt64BigEndian(head), dictionary, code));
        }
    }

    public void Rank()
    {
        entries.Sort(Compare);
        var rank = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            if (i == 0 || Compare(entries[i - 1], entries[i]) != 0)
            {
                rank++;
            }

            ranks[entries[i].Dictionary][entries[i].Code] = rank;
        }
    }

    public int Get(int dictionary, int code) => ranks[dictionary][code];

    private int Compare(Entry a, Entry b)
    {
        if (a.Head != b.Head)
        {
            return a.Head < b.Head ? -1 : 1;
        }

        Span<byte> scratchA = stackalloc byte[TextDictionary.ScratchSizeBytes];
        Span<byte> scratchB = stackalloc byte[TextDictionary.ScratchSizeBytes];
        return dictionaries[a.Dictionary].Get(a.Code, scratchA).SequenceCompareTo(dictionaries[b.Dictionary].Get(b.Code, scratchB));
    }

    /// <param name="Head">The first eight bytes, zeros after the end: most comparisons end here.</param>
    private readonly record struct Entry(ulong Head, int Dictionary, int Code);
}
