using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Tests.Query;

/// <summary>
/// The meaning of filters spelled out over JSON nodes, row by row, with nothing of the engine's but its types: slow,
/// plain, and written on its own so that it can contradict the engine.
/// </summary>
internal sealed class Oracle(IReadOnlyList<Revision> items, IReadOnlyList<Revision> annotations, IReadOnlyList<MaskDefinition> masks)
{
    private static readonly ConcurrentDictionary<(string Kind, string Text, Mistake Mistake), Regex> Patterns = new();
    private static readonly ConcurrentDictionary<string, DateTime?> Dates = new();

    private readonly Dictionary<Revision, JsonNode> bodies = new(ReferenceEqualityComparer.Instance);

    // What a field holds in a row is found once: many filters ask for it.
    private readonly Dictionary<Revision, Dictionary<FieldPath, List<object>>> seen = new(ReferenceEqualityComparer.Instance);
    private readonly ILookup<Lineage, Revision> byItem = annotations.ToLookup(row => row.Item);
    private readonly ILookup<Lineage, Revision> byLineage = items.ToLookup(row => row.Lineage);

    /// <summary>Masks by index: which revision numbers each covers.</summary>
    public HashSet<long>[] Masked { get; } = [.. masks.Select(_ => new HashSet<long>())];

    /// <summary>Set by negative controls: what the oracle does wrong.</summary>
    public Mistake Mistake { get; init; }

    public List<Revision> Select(Relation relation, Filter filter) =>
        [.. (relation == Relation.Items ? items : annotations).Where(row => Matches(relation, row, filter))];

    public List<Revision> Sort(Relation relation, IEnumerable<Revision> rows, IReadOnlyList<SortField> sort)
    {
        var list = rows.ToList();
        list.Sort((a, b) =>
        {
            foreach (var field in sort)
            {
                var order = CompareForSort(FirstOf(relation, a, field.Field), FirstOf(relation, b, field.Field));
                if (order != 0)
                {
                    return field.Descending && !Makes(Mistake.SortDescendingForgotten) ? -order : order;
                }

                if (Makes(Mistake.SortFirstFieldOnly))
                {
                    break;
                }
            }

            return a.Lineage.CompareTo(b.Lineage) * (Makes(Mistake.SortEqualsByLineageDescending) ? -1 : 1);
        });
        return list;
    }

    public (List<RevisionNumber> Rows, long TotalCount) Page(Relation relation, QueryRequest request)
    {
        var selected = Select(relation, request.Filter);
        var rows = Sort(relation, selected, request.Sort).Skip(Makes(Mistake.PageOffsetForgotten) ? 0 : (int)request.Offset)
            .Take(request.Limit + (Makes(Mistake.PageLimitOneMore) ? 1 : 0)).Select(row => row.Number).ToList();
        return (rows, Makes(Mistake.PageTotalIsItsOwn) ? rows.Count : selected.Count);
    }

    public IEnumerable<object> Scalars(Relation relation, Revision row, FieldPath field) =>
        Values(relation, row, field).Where(value => value is not (Null or JsonObject or JsonArray));

    private bool Makes(Mistake mistake) => Mistake == mistake;

    private IEnumerable<T> Most<T>(IReadOnlyList<T> all, Mistake forgetsTheLast) => all.SkipLast(Makes(forgetsTheLast) ? 1 : 0);

    private bool Matches(Relation relation, Revision row, Filter filter) => filter switch
    {
        Filter.And and => Most(and.Operands, Mistake.AndForgetsTheLast).All(operand => Matches(relation, row, operand)),
        Filter.Or or => Most(or.Operands, Mistake.OrForgetsTheLast).Any(operand => Matches(relation, row, operand)),
        Filter.Not { Operand: Filter.Compare { Field: var field } } when Makes(Mistake.NotOfMissingFails) && Values(relation, row, field).Count == 0 => false,
        Filter.Not not => !Matches(relation, row, not.Operand),
        Filter.HasAnnotation has when Makes(Mistake.HasAnnotationMeansAll) =>
            byItem[row.Lineage].Any() && byItem[row.Lineage].All(other => Matches(Relation.Annotations, other, has.Condition)),
        Filter.HasAnnotation { Condition: Filter.And and } when Makes(Mistake.HasAnnotationPartsApart) =>
            and.Operands.All(operand => Matches(relation, row, new Filter.HasAnnotation(operand))),
        Filter.HasAnnotation has => byItem[row.Lineage].Any(other => Matches(Relation.Annotations, other, has.Condition)),
        Filter.OnItem on => byLineage[row.Item].Any(
            other => Makes(Mistake.OnItemForgetsTheCondition) || Matches(Relation.Items, other, on.Condition)),
        Filter.Element { Condition: Filter.And and } element when Makes(Mistake.ElementPartsApart) =>
            and.Operands.All(operand => Matches(relation, row, element with { Condition = operand })),
        Filter.Element element => Values(relation, row, element.Field).OfType<JsonArray>()
            .SelectMany(array => Makes(Mistake.ElementTakesTheFirst) ? array.Take(1) : array).OfType<JsonObject>()
            .Any(inner => MatchesElement(inner, [.. element.Field.Segments], element.Condition, row, relation)),
        _ => MatchesLeaf(filter, field => Values(relation, row, field), field => IsShell(relation, row, field, Body(row), [])),
    };

    private bool MatchesElement(JsonObject element, string[] above, Filter filter, Revision row, Relation relation) => filter switch
    {
        Filter.And and => and.Operands.All(operand => MatchesElement(element, above, operand, row, relation)),
        Filter.Or or => or.Operands.Any(operand => MatchesElement(element, above, operand, row, relation)),
        Filter.Not not => !MatchesElement(element, above, not.Operand, row, relation),
        Filter.Element inner => Inside(element, above, inner.Field, row, relation).OfType<JsonArray>()
            .SelectMany(array => array).OfType<JsonObject>()
            .Any(next => MatchesElement(next, [.. above, .. inner.Field.Segments], inner.Condition, row, relation)),
        _ => MatchesLeaf(
            filter, field => Inside(element, above, field, row, relation), field => IsShell(relation, row, field, element, above)),
    };

    private bool MatchesLeaf(Filter filter, Func<FieldPath, List<object>> values, Func<FieldPath, bool> isShell)
    {
        switch (filter)
        {
            case Filter.Compare compare:
                return values(compare.Field).Exists(value => Holds(value, compare.Operator, compare.Value))
                    || (Makes(Mistake.MissingIsLess) && compare.Operator is Comparison.Less && values(compare.Field).Count == 0);
            case Filter.In isIn:
                return values(isIn.Field).Exists(
                    value => Most(isIn.Values, Mistake.InForgetsTheLast).Any(wanted => Holds(value, Comparison.Equal, wanted)));
            case Filter.Glob glob:
                var pattern = Patterns.GetOrAdd(("glob", glob.Pattern, Mistake), _ => GlobOf(glob.Pattern));
                return values(glob.Field).Exists(value => value is string text && pattern.IsMatch(text));
            case Filter.Regex regex:
                var expression = Patterns.GetOrAdd(("regex", regex.Pattern, Mistake), _ => new Regex(
                    Makes(Mistake.RegexIsAnchored) ? $"^(?:{regex.Pattern})\\z" : regex.Pattern,
                    Makes(Mistake.RegexIgnoresCase) ? RegexOptions.IgnoreCase : RegexOptions.None));
                return values(regex.Field).Exists(value => value is string text && expression.IsMatch(text));
            case Filter.Exists exists:
                return values(exists.Field).Exists(value => value is not Null || Makes(Mistake.ExistsTakesNull)) || isShell(exists.Field);
            case Filter.IsArray isArray:
                return values(isArray.Field).Exists(value => Makes(Mistake.IsArrayForgetsEmpty) ? value is JsonArray { Count: > 0 }
                    : value is JsonArray || (Makes(Mistake.IsArrayTakesObjects) && value is JsonObject));
            case Filter.ArrayEquals array:
                var found = values(array.Field);
                return (array.Values.Count == 0 && !Makes(Mistake.ArrayEqualsNothingForgetsMissing)
                        && !found.Exists(value => value is not Null) && !isShell(array.Field))
                    || found.OfType<JsonArray>().Any(value => SameElements([.. value.Select(Unwrap)], [.. array.Values]));
            default:
                throw new NotSupportedException(filter.GetType().Name);
        }
    }

    private Regex GlobOf(string text)
    {
        var pattern = Regex.Escape(text).Replace("\\*", Makes(Mistake.GlobStarWantsOne) ? ".+" : ".*", StringComparison.Ordinal).Replace(
            "\\?", Makes(Mistake.GlobQuestionIsOneUnit) ? "." : "(?:[\\uD800-\\uDBFF][\\uDC00-\\uDFFF]|.)", StringComparison.Ordinal);
        return new Regex(
            Makes(Mistake.GlobMatchesInside) ? pattern : $"^(?:{pattern})\\z",
            RegexOptions.Singleline | (Makes(Mistake.GlobIgnoresCase) ? RegexOptions.IgnoreCase : RegexOptions.None));
    }

    private bool SameElements(List<object> elements, List<FieldValue> values)
    {
        if (elements.Count < values.Count || (elements.Count > values.Count && !Makes(Mistake.ArrayEqualsTakesMore)))
        {
            return false;
        }

        if (elements.Count == 0 || (values.Count == 0 && Makes(Mistake.ArrayEqualsTakesMore)))
        {
            return true;
        }

        for (var i = 0; i < (Makes(Mistake.ArrayEqualsByOrder) ? 1 : values.Count); i++)
        {
            if (Holds(elements[0], Comparison.Equal, values[i])
                && SameElements(elements[1..], [.. values[..i], .. values[(i + 1)..]]))
            {
                return true;
            }
        }

        return false;
    }

    private bool Holds(object value, Comparison comparison, FieldValue wanted)
    {
        int order;
        switch (value)
        {
            case string text when wanted.Kind == FieldValueKind.Text:
                if (IsCanonicalTime(text) && ParseDate(wanted.Text!) is { } instant && !Makes(Mistake.DatesAreTexts))
                {
                    order = ParseDate(text)!.Value.CompareTo(instant);
                    break;
                }

                order = CompareTexts(text, wanted.Text!);
                order = Makes(Mistake.EqualIgnoresCase) && comparison == Comparison.Equal
                    && text.Equals(wanted.Text, StringComparison.OrdinalIgnoreCase) ? 0 : order;
                break;
            case decimal or double when wanted.Kind is FieldValueKind.Integer or FieldValueKind.Number:
                if (double.IsNaN(wanted.Number))
                {
                    return false;
                }

                order = CompareNumbers(value, wanted.Kind == FieldValueKind.Integer ? (decimal)wanted.Integer : wanted.Number);
                break;
            case decimal or double when wanted.Kind == FieldValueKind.Text:
                if (ParseNumber(wanted.Text!) is not { } number || Makes(Mistake.TextIsNoNumber))
                {
                    return false;
                }

                order = CompareNumbers(value, number);
                break;
            case bool flag when wanted.Kind == FieldValueKind.Boolean:
                return comparison == Comparison.Equal && flag == (wanted.Integer != 0);
            case bool flag when wanted.Kind == FieldValueKind.Integer && Makes(Mistake.BooleansAreNumbers):
                return comparison == Comparison.Equal && wanted.Integer == (flag ? 1 : 0);
            default:
                return false;
        }

        return comparison switch
        {
            Comparison.Equal => order == 0,
            Comparison.Less => order < 0 || (order == 0 && Makes(Mistake.LessTakesTheBound)),
            Comparison.LessOrEqual => order < 0 || (order == 0 && !Makes(Mistake.AtMostForgetsTheBound)),
            Comparison.Greater => order > 0 || (order == 0 && Makes(Mistake.GreaterTakesTheBound)),
            _ => order > 0 || (order == 0 && !Makes(Mistake.AtLeastForgetsTheBound)),
        };
    }

    private List<object> Values(Relation relation, Revision row, FieldPath field)
    {
        if (!seen.TryGetValue(row, out var fields))
        {
            seen.Add(row, fields = []);
        }

        if (!fields.TryGetValue(field, out var values))
        {
            fields.Add(field, values = Find(relation, row, field));
        }

        return values;
    }

    private List<object> Find(Relation relation, Revision row, FieldPath field)
    {
        if (field.IsBuiltIn)
        {
            return BuiltIn(relation, row, field) is { } value ? [value] : [];
        }

        return IsHidden(relation, row, field) ? [] : Collect(Body(row), field.Segments);
    }

    private List<object> Inside(JsonObject element, string[] above, FieldPath field, Revision row, Relation relation) =>
        IsHidden(relation, row, FieldPath.Of([.. above, .. field.Segments])) ? [] : Collect(element, field.Segments);

    private bool IsHidden(Relation relation, Revision row, FieldPath field)
    {
        for (var i = 0; i < masks.Count && !Makes(Mistake.MasksForgotten); i++)
        {
            if (masks[i].Relation == relation && Masked[i].Contains(row.Number.Value) && masks[i].Hides(field))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a hidden field is still seen as an object, for the sake of what is kept in it.</summary>
    private bool IsShell(Relation relation, Revision row, FieldPath field, JsonNode from, string[] above) =>
        !field.IsBuiltIn && !Makes(Mistake.ShellsForgotten) && IsSeenAt(relation, row, from, [.. above], [.. field.Segments]);

    private bool IsSeenAt(Relation relation, Revision row, JsonNode? node, string[] path, string[] names)
    {
        var isHidden = path.Length > 0 && IsHidden(relation, row, FieldPath.Of(path));
        if (node is JsonArray array)
        {
            return !isHidden && array.Any(element => IsSeenAt(relation, row, element, path, names));
        }

        if (names.Length > 0)
        {
            return node is JsonObject json && json.TryGetPropertyValue(names[0], out var inner)
                && IsSeenAt(relation, row, inner, [.. path, names[0]], names[1..]);
        }

        return isHidden && node is JsonObject shell && shell.Any(member => Leaves(relation, row, member.Value, [.. path, member.Key]));
    }

    private bool Leaves(Relation relation, Revision row, JsonNode? node, string[] path) =>
        !IsHidden(relation, row, FieldPath.Of(path))
        || (node is JsonObject json && json.Any(member => Leaves(relation, row, member.Value, [.. path, member.Key])));

    private object? BuiltIn(Relation relation, Revision row, FieldPath field)
    {
        var isItem = relation == Relation.Items;
        var slash = row.Path.LastIndexOf('/');
        return field.ToString() switch
        {
            "$lineage" => (decimal)row.Lineage.Value,
            "$item" => isItem ? null : (decimal)row.Item.Value,
            "$source" => row.Source.IsNone ? null : (decimal)row.Source.Value,
            "$path" => isItem ? row.Path : null,
            "$name" => isItem ? row.Path[(slash + 1)..] : null,
            "$dir" => isItem ? (slash == 0 ? "/" : row.Path[..slash]) : null,
            "$isDirectory" => isItem ? row.IsDirectory : null,
            "$size" => isItem ? (decimal)row.SizeBytes : null,
            "$content" => isItem && !row.Content.IsNone ? row.Content.ToString() : null,
            "$annotationsCount" => isItem ? (decimal)byItem[row.Lineage].Count() + (Makes(Mistake.AnnotationsCountIsOneMore) ? 1 : 0) : null,
            _ => null,
        };
    }

    private object? FirstOf(Relation relation, Revision row, FieldPath field) => Makes(Mistake.SortByTheLastValue)
        ? Scalars(relation, row, field).LastOrDefault()
        : Scalars(relation, row, field).FirstOrDefault();

    private int CompareForSort(object? a, object? b)
    {
        int Class(object? value) => value switch { null => Makes(Mistake.SortMissingLast) ? 4 : 0, bool => 1, decimal or double => 2, _ => 3 };
        if (Class(a) != Class(b))
        {
            return Class(a) - Class(b);
        }

        return a switch
        {
            null => 0,
            bool flag => flag.CompareTo((bool)b!),
            string text => CompareTexts(text, (string)b!),
            _ => CompareNumbers(a, b!),
        };
    }

    private JsonNode Body(Revision row)
    {
        if (!bodies.TryGetValue(row, out var body))
        {
            body = JsonNode.Parse(row.Body.Span)!;
            bodies.Add(row, body);
        }

        return body;
    }

    private List<object> Collect(JsonNode? node, ReadOnlySpan<string> names)
    {
        var found = new List<object>();
        if (node is JsonArray array)
        {
            if (names.IsEmpty)
            {
                found.Add(array);
            }

            foreach (var element in Makes(Mistake.ArraysAreClosed) ? [] : array.Take(Makes(Mistake.ArraysGiveTheFirst) ? 1 : array.Count))
            {
                found.AddRange(Collect(element, names));
            }
        }
        else if (names.IsEmpty)
        {
            found.Add(Unwrap(node));
        }
        else if (node is JsonObject json && json.TryGetPropertyValue(names[0], out var inner))
        {
            found.AddRange(Collect(inner, names[1..]));
        }

        return found;
    }

    private static object Unwrap(JsonNode? node)
    {
        if (node is null)
        {
            return Null.Value;
        }

        // The casts matter: nodes convert from scalars, and a switch would make nodes of them again.
        return node.GetValueKind() switch
        {
            JsonValueKind.String => (object)node.GetValue<string>(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number => long.TryParse(node.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                ? (object)(decimal)whole
                : node.GetValue<double>(),
            _ => node,
        };
    }

    private int CompareNumbers(object a, object b)
    {
        if (Makes(Mistake.NumbersAreDoubles))
        {
            return Convert.ToDouble(a, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(b, CultureInfo.InvariantCulture));
        }

        if (a is decimal wholeA && b is decimal wholeB)
        {
            return wholeA.CompareTo(wholeB);
        }

        if (a is double doubleA && b is double doubleB)
        {
            return doubleA.CompareTo(doubleB == 0 ? 0 : doubleB) is var order && doubleA == doubleB ? 0 : order;
        }

        return a is decimal whole ? CompareMixed(whole, (double)b) : -CompareMixed((decimal)b, (double)a);
    }

    // A double's exact value, as whole part and fraction, against a whole number.
    private static int CompareMixed(decimal whole, double other)
    {
        if (Math.Abs(other) >= 1e20)
        {
            return other > 0 ? -1 : 1;
        }

        var floor = Math.Floor(other);
        var order = new System.Numerics.BigInteger(whole).CompareTo(new System.Numerics.BigInteger(floor));
        return order != 0 ? order : (other > floor ? -1 : 0);
    }

    private static object? ParseNumber(string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return (decimal)whole;
        }

        return double.TryParse(text, NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number) ? number : null;
    }

    private static bool IsCanonicalTime(string text) =>
        text.Length == 24 && Regex.IsMatch(text, @"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z\z") && ParseDate(text) is not null;

    private static DateTime? ParseDate(string text) => Dates.GetOrAdd(text, static text => ReadDate(text));

    private static DateTime? ReadDate(string text)
    {
        if (!Regex.IsMatch(text, @"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?\z"))
        {
            return null;
        }

        return DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
    }

    private int CompareTexts(string a, string b) => Makes(Mistake.TextsByUtf16)
        ? Math.Sign(string.CompareOrdinal(a, b))
        : Math.Sign(Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)));

    private sealed class Null
    {
        public static Null Value { get; } = new();
    }
}
