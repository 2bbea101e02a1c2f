using System.Globalization;
using System.Text;
using Venn.Engine.Query.Planning;
using Venn.Protocol.Dql;

namespace Venn.Server.Features.Query;

/// <summary>How single values compare: the same rules as in the engine, for what is not one of its fields.</summary>
internal static class ScalarMatcher
{
    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd",
    ];

    public static bool IsEqual(DqlScalar value, DqlScalar wanted)
    {
        if (wanted.IsPattern)
        {
            return value.Kind == DqlScalarKind.Text && MatchesPattern(value.Text!, wanted.Text!);
        }

        return (value.Kind, wanted.Kind) switch
        {
            (DqlScalarKind.Null, DqlScalarKind.Null) => true,
            (DqlScalarKind.Boolean, DqlScalarKind.Boolean) => value.Boolean == wanted.Boolean,
            (DqlScalarKind.Text, DqlScalarKind.Text) when value.Text == wanted.Text => true,
            (DqlScalarKind.Null or DqlScalarKind.Boolean, _) or (_, DqlScalarKind.Null or DqlScalarKind.Boolean) =>
                false,
            (DqlScalarKind.Text, DqlScalarKind.Text) =>
                TryReadTime(value.Text!, out var a) && TryReadTime(wanted.Text!, out var b) && a == b,
            _ => Order(value, wanted) == 0,
        };
    }

    public static bool Compares(DqlScalar value, DqlComparison comparison, DqlScalar wanted) =>
        Order(value, wanted) is { } order && comparison switch
        {
            DqlComparison.Less => order < 0,
            DqlComparison.LessOrEqual => order <= 0,
            DqlComparison.Greater => order > 0,
            _ => order >= 0,
        };

    /// <summary>The order of two values that can be ordered, else null.</summary>
    private static int? Order(DqlScalar value, DqlScalar wanted)
    {
        if (value.Kind == DqlScalarKind.Text && wanted.Kind == DqlScalarKind.Text)
        {
            return TryReadTime(value.Text!, out var a) && TryReadTime(wanted.Text!, out var b)
                ? a.CompareTo(b)
                : string.CompareOrdinal(value.Text, wanted.Text);
        }

        return TryReadNumber(value, out var x) && TryReadNumber(wanted, out var y) ? x.CompareTo(y) : null;
    }

    /// <summary>Wildcards as everywhere: <c>*</c> any run of characters, <c>?</c> one; case-sensitive.</summary>
    public static bool MatchesPattern(string text, string pattern) =>
        new GlobPattern(pattern).Matches(Encoding.UTF8.GetBytes(text));

    /// <summary>An expression is found in the text; one that the reader of the query has let pass.</summary>
    public static bool MatchesExpression(string text, string pattern) => System.Text.RegularExpressions.Regex.IsMatch(
        text, pattern, System.Text.RegularExpressions.RegexOptions.NonBacktracking | System.Text.RegularExpressions.RegexOptions.CultureInvariant);

    private static bool TryReadNumber(DqlScalar value, out double number)
    {
        number = value.Kind switch
        {
            DqlScalarKind.Integer => value.Integer,
            DqlScalarKind.Number => value.Number,
            _ => double.NaN,
        };
        return value.Kind is DqlScalarKind.Integer or DqlScalarKind.Number
            || (value.Kind == DqlScalarKind.Text
                && double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out number));
    }

    private static bool TryReadTime(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, TimeFormats, CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
