using System.Text;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Planning;

/// <summary>Text that equals one of some.</summary>
internal sealed class TextSet : TextTest
{
    private readonly byte[][] texts;

    public TextSet(IEnumerable<string> wanted)
    {
        texts = [.. wanted.Distinct().Select(Encoding.UTF8.GetBytes)];
        Array.Sort(texts, static (a, b) => a.AsSpan().SequenceCompareTo(b));
    }

    public override bool Matches(ReadOnlySpan<byte> text)
    {
        var low = 0;
        var high = texts.Length;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            var order = text.SequenceCompareTo(texts[middle]);
            if (order == 0)
            {
                return true;
            }

            if (order < 0)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return false;
    }

    public override ValueSelection Select(TextDictionary dictionary, CancellationToken cancellationToken)
    {
        var found = new List<ValueSelection>(texts.Length);
        foreach (var text in texts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var code = dictionary.Find(text);
            if (code == TextDictionary.Unknown)
            {
                return Scan(dictionary, 0, int.MaxValue, cancellationToken);
            }

            if (code >= 0)
            {
                found.Add(ValueSelection.Range(code, code));
            }
        }

        return found.Count == 1 ? found[0] : ValueSelection.Union(found);
    }
}
