using System.Text.Json;
using Venn.Protocol.Dql;

namespace Venn.Server.Features.Query;

/// <summary>
/// Evaluates DQL over JSON documents in memory, for resources that are few: datasets, tasks, settings. A path crosses
/// arrays as if they were not there; of several values any may satisfy a condition.
/// </summary>
public static class DocumentMatcher
{
    public static bool Matches(DqlCondition condition, JsonElement document) => condition switch
    {
        DqlCondition.And and => and.Operands.All(o => Matches(o, document)),
        DqlCondition.Or or => or.Operands.Any(o => Matches(o, document)),
        DqlCondition.Not not => !Matches(not.Operand, document),
        DqlCondition.Equal { Value.IsNull: true } equal => !Exists(document, equal.Field),
        DqlCondition.Equal equal => AnyScalar(document, equal.Field, s => ScalarMatcher.IsEqual(s, equal.Value)),
        DqlCondition.In @in => @in.Values.Any(v => v.IsNull
            ? !Exists(document, @in.Field)
            : AnyScalar(document, @in.Field, s => ScalarMatcher.IsEqual(s, v))),
        DqlCondition.EqualList list => EqualsList(document, list),
        DqlCondition.Compare compare =>
            AnyScalar(document, compare.Field, s => ScalarMatcher.Compares(s, compare.Operator, compare.Value)),
        DqlCondition.Exists exists => Exists(document, exists.Field),
        DqlCondition.Glob glob => AnyScalar(
            document, glob.Field, s => s.Kind == DqlScalarKind.Text && ScalarMatcher.MatchesPattern(s.Text!, glob.Pattern)),
        DqlCondition.Regex regex => AnyScalar(
            document, regex.Field, s => s.Kind == DqlScalarKind.Text && ScalarMatcher.MatchesExpression(s.Text!, regex.Pattern)),
        DqlCondition.Match match => FindValues(document, match.Field)
            .SelectMany(Flatten)
            .Any(e => e.ValueKind == JsonValueKind.Object && Matches(match.Condition, e)),
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    private static bool EqualsList(JsonElement document, DqlCondition.EqualList list)
    {
        var values = FindValues(document, list.Field).ToList();
        if (list.Values.Count == 0)
        {
            return values.All(v => v.ValueKind == JsonValueKind.Null
                || (v.ValueKind == JsonValueKind.Array && v.GetArrayLength() == 0));
        }

        return values.Any(v => v.ValueKind == JsonValueKind.Array
            ? v.GetArrayLength() == list.Values.Count && list.Values.All(w => Flatten(v).Any(e => IsEqual(e, w)))
            : list.Values.Any(w => IsEqual(v, w)));
    }

    private static bool IsEqual(JsonElement element, DqlScalar wanted) =>
        DqlScalar.TryRead(element, out var scalar) && ScalarMatcher.IsEqual(scalar, wanted);

    private static bool Exists(JsonElement document, string field) =>
        FindValues(document, field).Any(v => v.ValueKind != JsonValueKind.Null);

    private static bool AnyScalar(JsonElement document, string field, Func<DqlScalar, bool> predicate) =>
        FindValues(document, field).SelectMany(Flatten).Any(e => DqlScalar.TryRead(e, out var s) && predicate(s));

    private static IEnumerable<JsonElement> Flatten(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany(Flatten) : [value];

    private static IEnumerable<JsonElement> FindValues(JsonElement document, string field)
    {
        var dot = field.IndexOf('.', StringComparison.Ordinal);
        var (head, rest) = dot < 0 ? (field, null) : (field[..dot], field[(dot + 1)..]);
        foreach (var parent in Flatten(document))
        {
            if (parent.ValueKind != JsonValueKind.Object || !parent.TryGetProperty(head, out var value))
            {
                continue;
            }

            if (rest is null)
            {
                yield return value;
                continue;
            }

            foreach (var inner in FindValues(value, rest))
            {
                yield return inner;
            }
        }
    }
}
