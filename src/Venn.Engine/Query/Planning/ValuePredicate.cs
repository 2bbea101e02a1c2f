using System.Globalization;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Query.Planning;

/// <summary>
/// A condition on one value of a field, as what it selects of each kind of column. The one place that knows how the
/// types compare: columns and bodies are both asked through it.
/// </summary>
internal sealed class ValuePredicate
{
    private ValuePredicate(
        ValueSelection integers, ValueSelection numbers, ValueSelection times, ValueSelection booleans, TextTest? text)
    {
        Integers = integers;
        Numbers = numbers;
        Times = times;
        Booleans = booleans;
        Text = text;
    }

    public ValueSelection Integers { get; }

    public ValueSelection Numbers { get; }

    public ValueSelection Times { get; }

    public ValueSelection Booleans { get; }

    public TextTest? Text { get; }

    public static ValuePredicate Compare(Comparison comparison, FieldValue value)
    {
        var none = ValueSelection.Nothing;
        switch (value.Kind)
        {
            case FieldValueKind.Integer:
                return new(NumberRanges.Integers(comparison, value.Integer), NumberRanges.Doubles(comparison, value.Integer), none, none, null);
            case FieldValueKind.Number:
                return new(NumberRanges.Integers(comparison, value.Number), NumberRanges.Doubles(comparison, value.Number), none, none, null);
            case FieldValueKind.Boolean:
                return new(none, none, none, comparison == Comparison.Equal ? ValueSelection.Range(value.Integer, value.Integer) : none, null);
            default:
                var text = value.Text!;
                var test = comparison == Comparison.Equal ? (TextTest)new TextSet([text]) : new TextOrder(comparison, text);
                var times = SelectTimes(comparison, text);
                if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
                {
                    return new(NumberRanges.Integers(comparison, integer), NumberRanges.Doubles(comparison, integer), times, none, test);
                }

                if (double.TryParse(text, NumberForms, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
                {
                    return new(NumberRanges.Integers(comparison, number), NumberRanges.Doubles(comparison, number), times, none, test);
                }

                return new(none, none, times, none, test);
        }
    }

    public static ValuePredicate In(IReadOnlyList<FieldValue> values)
    {
        var parts = values.Select(value => Compare(Comparison.Equal, value)).ToList();
        return new(
            ValueSelection.Union(parts.Select(part => part.Integers)),
            ValueSelection.Union(parts.Select(part => part.Numbers)),
            ValueSelection.Union(parts.Select(part => part.Times)),
            ValueSelection.Union(parts.Select(part => part.Booleans)),
            parts.Exists(part => part.Text is not null)
                ? new TextSet(values.Where(value => value.Kind == FieldValueKind.Text).Select(value => value.Text!))
                : null);
    }

    public static ValuePredicate Glob(string text)
    {
        var pattern = new GlobPattern(text);
        ValueSelection times;
        if (pattern.IsPrefix)
        {
            var next = TextGlob.After(pattern.Prefix);
            times = ValueSelection.Range(
                IsoTime.LowerBound(pattern.Prefix), (next is null ? IsoTime.MaxMs + 1 : IsoTime.LowerBound(next)) - 1);
        }
        else
        {
            times = ValueSelection.Where(ms => MatchesTime(pattern, ms));
        }

        return new(ValueSelection.Nothing, ValueSelection.Nothing, times, ValueSelection.Nothing, new TextGlob(pattern));
    }

    /// <exception cref="InvalidRequestException">It is no expression that can be matched.</exception>
    public static ValuePredicate Regex(string pattern)
    {
        var test = new TextRegex(pattern);
        var times = ValueSelection.Where(ms =>
        {
            Span<byte> text = stackalloc byte[IsoTime.Length];
            IsoTime.Format(ms, text);
            return test.Matches(text);
        });
        return new(ValueSelection.Nothing, ValueSelection.Nothing, times, ValueSelection.Nothing, test);
    }

    /// <summary>What it selects of a column; text is asked of its dictionary.</summary>
    public ValueSelection Select(Column column, CancellationToken cancellationToken) => column.Kind switch
    {
        ColumnKind.Text => Text?.Select(column.Dictionary!, cancellationToken) ?? ValueSelection.Nothing,
        _ => Select(column.Kind),
    };

    public ValueSelection Select(ColumnKind kind) => kind switch
    {
        ColumnKind.Time => Times,
        ColumnKind.Integer => Integers,
        ColumnKind.Number => Numbers,
        ColumnKind.Boolean => Booleans,
        _ => ValueSelection.Nothing,
    };

    private const NumberStyles NumberForms =
        NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private static bool MatchesTime(GlobPattern pattern, long ms)
    {
        Span<byte> text = stackalloc byte[IsoTime.Length];
        IsoTime.Format(ms, text);
        return pattern.Matches(text);
    }

    // A date is an instant, perhaps between two milliseconds; any other text compares with the instant's ISO form.
    private static ValueSelection SelectTimes(Comparison comparison, string text)
    {
        long at;
        bool isExact;
        if (IsoTime.TryParseFilter(text, out var ticks))
        {
            at = Math.DivRem(ticks, TimeSpan.TicksPerMillisecond, out var rest);
            at += rest > 0 ? 1 : 0;
            isExact = rest == 0;
        }
        else
        {
            at = IsoTime.LowerBound(System.Text.Encoding.UTF8.GetBytes(text));
            isExact = false;
        }

        return comparison switch
        {
            Comparison.Less => ValueSelection.Range(IsoTime.MinMs, at - 1),
            Comparison.LessOrEqual => ValueSelection.Range(IsoTime.MinMs, isExact ? at : at - 1),
            Comparison.Greater => ValueSelection.Range(isExact ? at + 1 : at, IsoTime.MaxMs),
            Comparison.GreaterOrEqual => ValueSelection.Range(at, IsoTime.MaxMs),
            _ => isExact ? ValueSelection.Range(at, at) : ValueSelection.Nothing,
        };
    }
}
