using System.Text.Json;
using Venn.Engine.Query.Planning;
using Venn.Engine.Segments.Columns;
using Venn.Engine.Segments.Tail;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query.Bodies;

/// <summary>Conditions asked of bodies, for what columns cannot tell. One thread; remembers the predicates it compiled.</summary>
internal sealed class BodyMatcher(Relation relation, IReadOnlyList<MaskDefinition> masks)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = BodyIndexer.JsonDepthLimit };

    private readonly Dictionary<Filter, ValuePredicate> predicates = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<FieldValue, ValuePredicate> equalities = [];
    private readonly Dictionary<FieldPath, MaskShell?> shells = [];
    private CancellationToken cancellationToken;

    /// <param name="filter">A condition on the body alone.</param>
    /// <param name="body">As it is stored, unmasked.</param>
    /// <param name="isMasked">Whether the mask of an index covers this revision.</param>
    /// <param name="cancellationToken">Asked at each condition: a body may hold many elements, a filter many conditions.</param>
    public bool Matches(Filter filter, ReadOnlyMemory<byte> body, Func<int, bool> isMasked, CancellationToken cancellationToken)
    {
        this.cancellationToken = cancellationToken;
        using var document = JsonDocument.Parse(body, Options);
        return Matches(filter, document.RootElement, [], isMasked);
    }

    private bool Matches(Filter filter, JsonElement element, string[] above, Func<int, bool> isMasked)
    {
        cancellationToken.ThrowIfCancellationRequested();
        switch (filter)
        {
            case Filter.And and:
                return and.Operands.All(operand => Matches(operand, element, above, isMasked));
            case Filter.Or or:
                return or.Operands.Any(operand => Matches(operand, element, above, isMasked));
            case Filter.Not not:
                return !Matches(not.Operand, element, above, isMasked);
            case Filter.Compare compare:
                return MatchesValue(filter, compare.Field, element, above, isMasked, () => ValuePredicate.Compare(compare.Operator, compare.Value));
            case Filter.In isIn:
                return MatchesValue(filter, isIn.Field, element, above, isMasked, () => ValuePredicate.In(isIn.Values));
            case Filter.Glob glob:
                return MatchesValue(filter, glob.Field, element, above, isMasked, () => ValuePredicate.Glob(glob.Pattern));
            case Filter.Regex regex:
                return MatchesValue(filter, regex.Field, element, above, isMasked, () => ValuePredicate.Regex(regex.Pattern));
            case Filter.Exists exists:
                return Find(exists.Field, element, above, isMasked).Exists(IsThere) || IsShell(exists.Field, element, above, isMasked);
            case Filter.IsArray isArray:
                return Find(isArray.Field, element, above, isMasked).Exists(value => value.ValueKind == JsonValueKind.Array);
            case Filter.ArrayEquals array:
                var found = Find(array.Field, element, above, isMasked);
                return (array.Values.Count == 0 && !found.Exists(IsThere) && !IsShell(array.Field, element, above, isMasked))
                    || found.Exists(value => value.ValueKind == JsonValueKind.Array && HasExactly(value, array.Values));
            case Filter.Element inner:
                string[] below = [.. above, .. inner.Field.Segments];
                return Find(inner.Field, element, above, isMasked)
                    .Where(value => value.ValueKind == JsonValueKind.Array)
                    .SelectMany(value => value.EnumerateArray())
                    .Any(value => value.ValueKind == JsonValueKind.Object && Matches(inner.Condition, value, below, isMasked));
            default:
                throw new InvalidRequestException($"A condition on an element cannot hold {filter.GetType().Name}.");
        }
    }

    private bool IsShell(FieldPath field, JsonElement element, string[] above, Func<int, bool> isMasked)
    {
        if (masks.Count == 0)
        {
            return false;
        }

        var whole = above.Length == 0 ? field : FieldPath.Of([.. above, .. field.Segments]);
        if (!shells.TryGetValue(whole, out var shell))
        {
            shell = MaskShell.Find(relation, masks, whole);
            shells.Add(whole, shell);
        }

        return shell is not null && shell.IsIn(element, above.Length, isMasked);
    }

    private static bool IsThere(JsonElement element) => element.ValueKind != JsonValueKind.Null;

    private List<JsonElement> Find(FieldPath field, JsonElement element, string[] above, Func<int, bool> isMasked)
    {
        var found = new List<JsonElement>();
        if (masks.Count > 0)
        {
            var whole = above.Length == 0 ? field : FieldPath.Of([.. above, .. field.Segments]);
            for (var i = 0; i < masks.Count; i++)
            {
                if (masks[i].Relation == relation && masks[i].Hides(whole) && isMasked(i))
                {
                    return found;
                }
            }
        }

        BodyFields.Find(element, field.Segments, found);
        return found;
    }

    private bool MatchesValue(
        Filter filter, FieldPath field, JsonElement element, string[] above, Func<int, bool> isMasked, Func<ValuePredicate> make)
    {
        if (!predicates.TryGetValue(filter, out var predicate))
        {
            predicate = make();
            predicates.Add(filter, predicate);
        }

        return Find(field, element, above, isMasked).Exists(value => Matches(predicate, value));
    }

    private static bool Matches(ValuePredicate predicate, JsonElement element) =>
        BodyFields.TryRead(element, out var kind, out var value, out var text)
        && (kind == ColumnKind.Text ? predicate.Text?.Matches(text) == true : predicate.Select(kind).Contains(value));

    // Equality is not transitive ("1" equals 1 and "1"), so that elements and values are paired off, not counted.
    private bool HasExactly(JsonElement array, IReadOnlyList<FieldValue> values)
    {
        if (array.GetArrayLength() != values.Count)
        {
            return false;
        }

        var elements = array.EnumerateArray().ToArray();
        var taken = new int[values.Count];
        taken.AsSpan().Fill(-1);
        for (var i = 0; i < elements.Length; i++)
        {
            if (!Pair(i, elements, values, taken, new bool[values.Count]))
            {
                return false;
            }
        }

        return true;
    }

    private bool Pair(int at, JsonElement[] elements, IReadOnlyList<FieldValue> values, int[] taken, bool[] tried)
    {
        for (var v = 0; v < values.Count; v++)
        {
            if (!tried[v] && Matches(Equality(values[v]), elements[at]))
            {
                tried[v] = true;
                if (taken[v] < 0 || Pair(taken[v], elements, values, taken, tried))
                {
                    taken[v] = at;
                    return true;
                }
            }
        }

        return false;
    }

    private ValuePredicate Equality(FieldValue value)
    {
        if (!equalities.TryGetValue(value, out var predicate))
        {
            predicate = ValuePredicate.Compare(Comparison.Equal, value);
            equalities.Add(value, predicate);
        }

        return predicate;
    }
}
