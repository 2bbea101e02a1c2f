using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Protocol.Dql;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Query;

/// <summary>
/// Turns DQL into the engine's filters for one dataset: names of the wire into fields, ids into lineages, patterns in
/// plain values into globs.
/// </summary>
/// <param name="dataset">Whose ids are its own.</param>
/// <param name="unsearchable">Paths that are refused; null for none.</param>
internal sealed class DqlTranslator(DatasetOrdinal dataset, UnsearchablePaths? unsearchable = null)
{
    public static DqlTranslator Of(Dataset dataset) => new(dataset.Ordinal, UnsearchablePaths.Of(dataset));

    /// <summary>The filter and the join of a query on items or annotations.</summary>
    public Filter Translate(Relation relation, DqlQuery query)
    {
        var filter = Translate(relation, query.Filter);
        if (query.Join is not { } join)
        {
            return filter;
        }

        Filter joined = relation == Relation.Items
            ? new Filter.HasAnnotation(Translate(Relation.Annotations, join.Filter))
            : new Filter.OnItem(Translate(Relation.Items, join.Filter));
        return new Filter.And([filter, joined]);
    }

    public Filter Translate(Relation relation, DqlCondition condition) => Translate(
        condition,
        relation == Relation.Items ? BindItem : n => FieldNames.BindAnnotation(n, dataset));

    /// <summary>The order of a page; names that say nothing are passed over.</summary>
    public static IReadOnlyList<SortField> TranslateSort(Relation relation, IReadOnlyList<DqlSort> sort)
    {
        var fields = new List<SortField>(sort.Count);
        foreach (var entry in sort)
        {
            var bound = relation == Relation.Items
                ? FieldNames.BindItemSort(entry)
                : FieldNames.BindAnnotationSort(entry);
            if (bound is { } field)
            {
                fields.Add(field);
            }
        }

        return fields;
    }

    /// <exception cref="DqlSyntaxException">It is an order by an unsearchable path.</exception>
    public void Check(Relation relation, IReadOnlyList<DqlSort> sort)
    {
        foreach (var field in sort)
        {
            unsearchable?.ThrowIfCovers(relation, field.Field, $"$.sort.{field.Field}");
        }
    }

    private FieldBinding BindItem(string name)
    {
        unsearchable?.ThrowIfCovers(Relation.Items, name, $"$.filter.{name}");
        return FieldNames.BindItem(name, dataset);
    }

    private Filter Translate(DqlCondition condition, Func<string, FieldBinding> bind) => condition switch
    {
        DqlCondition.And and => new Filter.And([.. and.Operands.Select(o => Translate(o, bind))]),
        DqlCondition.Or or => new Filter.Or([.. or.Operands.Select(o => Translate(o, bind))]),
        DqlCondition.Not not => new Filter.Not(Translate(not.Operand, bind)),
        DqlCondition.Equal leaf => Leaf(bind(leaf.Field), leaf),
        DqlCondition.EqualList leaf => Leaf(bind(leaf.Field), leaf),
        DqlCondition.In leaf => Leaf(bind(leaf.Field), leaf),
        DqlCondition.Compare leaf => Leaf(bind(leaf.Field), leaf),
        DqlCondition.Exists leaf => Leaf(bind(leaf.Field), leaf),
        DqlCondition.Glob leaf => Leaf(bind(leaf.Field), leaf),
        DqlCondition.Regex leaf => Leaf(bind(leaf.Field), leaf),
        DqlCondition.Match leaf => Leaf(bind(leaf.Field), leaf),
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    private Filter Leaf(FieldBinding binding, DqlCondition leaf) => binding switch
    {
        FieldBinding.Plain plain => PlainLeaf(plain, leaf),
        _ when leaf is DqlCondition.Regex regex => throw new DqlSyntaxException(
            $"$.filter.{regex.Field}.$regex", $"'{regex.Field}' is an id or a choice of few values: compare it with $eq or $in."),
        FieldBinding.Id id => IdLeaf(id.Path, leaf),
        FieldBinding.Choice choice => ChoiceLeaf(choice, leaf),
        FieldBinding.StoredId stored => PlainLeaf(new FieldBinding.Plain(stored.Path, false), ToStoredIds(leaf)),
        _ => SourceLeaf(leaf),
    };

    private Filter PlainLeaf(FieldBinding.Plain field, DqlCondition leaf) => leaf switch
    {
        DqlCondition.Equal { Value: var value } => Equal(field.Path, value),
        DqlCondition.EqualList { Values: [] } => new Filter.ArrayEquals(field.Path, []),
        DqlCondition.EqualList { Values: var values } when field.MayBeArray => EqualList(field.Path, values),
        DqlCondition.EqualList { Values: var values } => In(field.Path, values),
        DqlCondition.In { Values: var values } => In(field.Path, values),
        DqlCondition.Compare compare =>
            new Filter.Compare(field.Path, ToComparison(compare.Operator), ToValue(compare.Value)),
        DqlCondition.Exists => new Filter.Exists(field.Path),
        DqlCondition.Glob glob => new Filter.Glob(field.Path, glob.Pattern),
        DqlCondition.Regex regex => new Filter.Regex(field.Path, regex.Pattern),
        // Names inside an element are its own: no aliases, no built-in fields.
        DqlCondition.Match match => new Filter.Element(
            field.Path, Translate(match.Condition, n => new FieldBinding.Plain(FieldNames.ParseBodyPath(n), true))),
        _ => throw new ArgumentOutOfRangeException(nameof(leaf)),
    };

    private static Filter Equal(FieldPath path, DqlScalar value)
    {
        if (value.IsNull)
        {
            return new Filter.Not(new Filter.Exists(path));
        }

        return value.IsPattern
            ? new Filter.Glob(path, value.Text!)
            : new Filter.Compare(path, Comparison.Equal, ToValue(value));
    }

    private static Filter In(FieldPath path, IReadOnlyList<DqlScalar> values)
    {
        var plain = new List<FieldValue>(values.Count);
        var operands = new List<Filter>();
        foreach (var value in values)
        {
            if (value.IsNull || value.IsPattern)
            {
                operands.Add(Equal(path, value));
            }
            else
            {
                plain.Add(ToValue(value));
            }
        }

        if (plain.Count > 0 || operands.Count == 0)
        {
            operands.Add(new Filter.In(path, plain));
        }

        return operands.Count == 1 ? operands[0] : new Filter.Or(operands);
    }

    /// <summary>The whole array, or a single value that is one of the list.</summary>
    private static Filter EqualList(FieldPath path, IReadOnlyList<DqlScalar> values)
    {
        if (values.Any(v => v.IsNull || v.IsPattern))
        {
            return In(path, values);
        }

        return new Filter.Or(
        [
            new Filter.ArrayEquals(path, [.. values.Select(ToValue)]),
            new Filter.And([In(path, values), new Filter.Not(new Filter.IsArray(path))]),
        ]);
    }

    private Filter IdLeaf(FieldPath path, DqlCondition leaf) => leaf switch
    {
        DqlCondition.Equal { Value: var value } => IdIn(path, [value]),
        DqlCondition.EqualList { Values: var values } => IdIn(path, values),
        DqlCondition.In { Values: var values } => IdIn(path, values),
        DqlCondition.Compare compare => IdCompare(path, compare),
        DqlCondition.Exists => Filter.All,
        DqlCondition.Glob { Pattern: var pattern } when pattern.AsSpan().ContainsAnyExcept('*') => Filter.None,
        DqlCondition.Glob => Filter.All,
        _ => Filter.None,
    };

    private Filter IdIn(FieldPath path, IReadOnlyList<DqlScalar> values)
    {
        var lineages = new List<FieldValue>(values.Count);
        foreach (var value in values)
        {
            // An id of another dataset, or no id at all, is the id of nothing here.
            if (value.Kind == DqlScalarKind.Text && WireId.TryParse(value.Text, out var owner, out var number)
                && owner == dataset)
            {
                lineages.Add(FieldValue.Of(number));
            }
        }

        return lineages.Count switch
        {
            0 => Filter.None,
            1 => new Filter.Compare(path, Comparison.Equal, lineages[0]),
            _ => new Filter.In(path, lineages),
        };
    }

    private Filter IdCompare(FieldPath path, DqlCondition.Compare compare)
    {
        if (compare.Value.Kind != DqlScalarKind.Text
            || !WireId.TryParse(compare.Value.Text, out var owner, out var number))
        {
            throw new DqlSyntaxException(
                $"$.filter.{compare.Field}", $"{compare.Value} is not an id of 24 hex digits.");
        }

        if (owner == dataset)
        {
            return new Filter.Compare(path, ToComparison(compare.Operator), FieldValue.Of(number));
        }

        // Ids of one dataset stand together in the order of all ids.
        var wantsSmaller = compare.Operator is DqlComparison.Less or DqlComparison.LessOrEqual;
        return wantsSmaller == (dataset.Value < owner.Value) ? Filter.All : Filter.None;
    }

    private static Filter ChoiceLeaf(FieldBinding.Choice choice, DqlCondition leaf)
    {
        var chosen = choice.Values.Where(v => Satisfies(leaf, v.Value)).Select(v => v.Condition).ToList();
        return chosen.Count == choice.Values.Count ? Filter.All : new Filter.Or(chosen);
    }

    private static bool Satisfies(DqlCondition leaf, DqlScalar value) => leaf switch
    {
        DqlCondition.Equal equal => ScalarMatcher.IsEqual(value, equal.Value),
        DqlCondition.EqualList list => list.Values.Any(v => ScalarMatcher.IsEqual(value, v)),
        DqlCondition.In list => list.Values.Any(v => ScalarMatcher.IsEqual(value, v)),
        DqlCondition.Compare compare => ScalarMatcher.Compares(value, compare.Operator, compare.Value),
        DqlCondition.Exists => true,
        DqlCondition.Glob glob => value.Kind == DqlScalarKind.Text && ScalarMatcher.MatchesPattern(value.Text!, glob.Pattern),
        _ => false,
    };

    private DqlCondition ToStoredIds(DqlCondition leaf) => leaf switch
    {
        DqlCondition.Equal equal => equal with { Value = ToStoredId(equal.Value) },
        DqlCondition.EqualList list => new DqlCondition.In(list.Field, [.. list.Values.Select(ToStoredId)]),
        DqlCondition.In list => list with { Values = [.. list.Values.Select(ToStoredId)] },
        _ => leaf,
    };

    private DqlScalar ToStoredId(DqlScalar value) =>
        value.Kind == DqlScalarKind.Text && WireId.TryParse(value.Text, out var owner, out var number)
            && owner == dataset
            ? DqlScalar.Of(WireId.Of(DatasetOrdinal.None, new Lineage(number)))
            : value;

    /// <summary>
    /// The source of a clone's item is the same lineage in the dataset it came from; of an item copied beside its
    /// source, the source's lineage. Which of the dataset's items came along is not a field: any dataset's id of the
    /// lineage finds it.
    /// </summary>
    private Filter SourceLeaf(DqlCondition leaf)
    {
        IReadOnlyList<DqlScalar> values = leaf switch
        {
            DqlCondition.Equal { Value.IsNull: false } equal => [equal.Value],
            DqlCondition.In list => list.Values,
            DqlCondition.EqualList list => list.Values,
            DqlCondition.Exists => [],
            DqlCondition.Equal => [],
            _ => throw new DqlSyntaxException(
                "$.filter.srcItem", "srcItem can be compared by equality, $in and $exists."),
        };
        if (leaf is DqlCondition.Exists)
        {
            return new Filter.Exists(FieldPath.Source);
        }

        if (leaf is DqlCondition.Equal { Value.IsNull: true })
        {
            return new Filter.Not(new Filter.Exists(FieldPath.Source));
        }

        var operands = new List<Filter>();
        foreach (var value in values)
        {
            if (value.Kind == DqlScalarKind.Text && WireId.TryParse(value.Text, out var owner, out var number))
            {
                operands.Add(new Filter.Compare(FieldPath.Source, Comparison.Equal, FieldValue.Of(number)));
                if (owner != dataset)
                {
                    operands.Add(new Filter.Compare(FieldPath.Lineage, Comparison.Equal, FieldValue.Of(number)));
                }
            }
        }

        return new Filter.Or(operands);
    }

    private static Comparison ToComparison(DqlComparison comparison) => comparison switch
    {
        DqlComparison.Less => Comparison.Less,
        DqlComparison.LessOrEqual => Comparison.LessOrEqual,
        DqlComparison.Greater => Comparison.Greater,
        _ => Comparison.GreaterOrEqual,
    };

    private static FieldValue ToValue(DqlScalar value) => value.Kind switch
    {
        DqlScalarKind.Text => FieldValue.Of(value.Text!),
        DqlScalarKind.Integer => FieldValue.Of(value.Integer),
        DqlScalarKind.Number => FieldValue.Of(value.Number),
        DqlScalarKind.Boolean => FieldValue.Of(value.Boolean),
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };
}
