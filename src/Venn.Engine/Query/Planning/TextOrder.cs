using System.Text;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Planning;

/// <summary>Text before or after another, by UTF-8 bytes.</summary>
internal sealed class TextOrder(Comparison comparison, string value) : TextTest
{
    private readonly byte[] bound = Encoding.UTF8.GetBytes(value);

    public override bool Matches(ReadOnlySpan<byte> text)
    {
        var order = text.SequenceCompareTo(bound);
        return comparison switch
        {
            Comparison.Less => order < 0,
            Comparison.LessOrEqual => order <= 0,
            Comparison.Greater => order > 0,
            Comparison.GreaterOrEqual => order >= 0,
            _ => order == 0,
        };
    }

    public override ValueSelection Select(TextDictionary dictionary, CancellationToken cancellationToken)
    {
        if (!dictionary.IsSorted)
        {
            return Scan(dictionary, 0, int.MaxValue, cancellationToken);
        }

        var at = dictionary.LowerBound(bound);
        var after = at + (dictionary.Find(bound) >= 0 ? 1 : 0);
        return comparison switch
        {
            Comparison.Less => ValueSelection.Range(0, at - 1),
            Comparison.LessOrEqual => ValueSelection.Range(0, after - 1),
            Comparison.Greater => ValueSelection.Range(after, dictionary.Count - 1),
            Comparison.GreaterOrEqual => ValueSelection.Range(at, dictionary.Count - 1),
            _ => ValueSelection.Range(at, after - 1),
        };
    }
}
