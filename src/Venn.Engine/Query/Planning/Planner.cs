using Venn.Engine.Query.Bodies;
using Venn.Engine.Query.Evaluation;
using Venn.Engine.Query.Explaining;
using Venn.Engine.Segments;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Engine.Query.Planning;

/// <summary>Turns a filter into steps for one relation of one state.</summary>
/// <param name="relation">What is selected.</param>
/// <param name="masks">Of the store.</param>
/// <param name="joins">What the other relation is asked; given as lineages.</param>
/// <param name="profile">Watches every node; null unless the query is to be explained.</param>
internal sealed class Planner(
    Relation relation, IReadOnlyList<MaskDefinition> masks, IJoins joins, QueryProfile? profile = null)
{
    /// <summary>Elements are paired with values: that costs their number three times over for each row.</summary>
    private const int ArrayLengthLimit = 256;

    private readonly BodyMatcher bodies = new(relation, masks);

    /// <exception cref="InvalidRequestException">A join or a built-in field stands where it has no meaning.</exception>
    public PlanNode Plan(Filter filter) => Plan(filter, []);

    private PlanNode Plan(Filter filter, string[] above) =>
        profile is null ? Make(filter, above) : profile.Plan(filter, () => Make(filter, above));

    private PlanNode Make(Filter filter, string[] above)
    {
        switch (filter)
        {
            case Filter.And and:
                return new AndNode(and.Operands.Select(operand => Plan(operand, above)));
            case Filter.Or or:
                return new OrNode(or.Operands.Select(operand => Plan(operand, above)));
            case Filter.Not not:
                return new NotNode(Plan(not.Operand, above));
            case Filter.Compare compare:
                return PlanValue(filter, compare.Field, above, ValuePredicate.Compare(compare.Operator, compare.Value), whole => compare with { Field = whole });
            case Filter.In isIn:
                return PlanValue(filter, isIn.Field, above, ValuePredicate.In(isIn.Values), whole => isIn with { Field = whole });
            case Filter.Glob glob:
                return PlanValue(filter, glob.Field, above, ValuePredicate.Glob(glob.Pattern), whole => glob with { Field = whole });
            case Filter.Regex regex:
                return PlanValue(filter, regex.Field, above, ValuePredicate.Regex(regex.Pattern), whole => regex with { Field = whole });
            case Filter.Exists exists:
                var existing = Whole(exists.Field, above);
                return existing.Equals(FieldPath.AnnotationsCount)
                    ? (relation == Relation.Items ? new AndNode([]) : new OrNode([]))
                    : new ExistsNode(exists with { Field = existing }, new FieldLocator(existing), Hiding(existing), bodies, MaskShell.Find(relation, masks, existing));
            case Filter.IsArray isArray:
                var held = Whole(isArray.Field, above);
                return held.Equals(FieldPath.AnnotationsCount)
                    ? new OrNode([])
                    : new IsArrayNode(isArray with { Field = held }, new FieldLocator(held), Hiding(held), bodies);
            case Filter.ArrayEquals { Values.Count: > ArrayLengthLimit } array:
                throw new InvalidRequestException(
                    $"A whole array is compared with {ArrayLengthLimit} values at most; the condition on '{array.Field}' has {array.Values.Count}.");
            case Filter.ArrayEquals array:
                var listed = Whole(array.Field, above);
                if (listed.Equals(FieldPath.AnnotationsCount))
                {
                    return relation == Relation.Annotations && array.Values.Count == 0 ? new AndNode([]) : new OrNode([]);
                }

                return new ArrayEqualsNode(array with { Field = listed }, new FieldLocator(listed), Hiding(listed), bodies, MaskShell.Find(relation, masks, listed));
            case Filter.Element element:
                var holder = Whole(element.Field, above);
                if (holder.IsBuiltIn)
                {
                    return new OrNode([]);
                }

                var atRow = Plan(element.Condition, [.. holder.Segments]);
                return new ElementNode(element with { Field = holder }, new FieldLocator(holder), Hiding(holder), bodies, atRow);
            case Filter.HasAnnotation has:
                Require(Relation.Items, above, "annotations");
                return new LineageNode(ofItem: false, cost: 8, () => joins.SelectAnnotatedItems(has.Condition).Contains);
            case Filter.OnItem on:
                Require(Relation.Annotations, above, "the item");
                return new LineageNode(ofItem: true, cost: 8, () => joins.SelectItemLineages(on.Condition).Contains);
            default:
                throw new NotSupportedException($"The filter {filter.GetType().Name} has no plan.");
        }
    }

    private PlanNode PlanValue(
        Filter filter, FieldPath field, string[] above, ValuePredicate predicate, Func<FieldPath, Filter> withField)
    {
        var whole = Whole(field, above);
        if (!whole.Equals(FieldPath.AnnotationsCount))
        {
            var leaf = above.Length == 0 ? filter : withField(whole);
            return new ValueNode(leaf, new FieldLocator(whole), Hiding(whole), bodies, predicate);
        }

        if (relation != Relation.Items)
        {
            return new OrNode([]);
        }

        return new LineageNode(ofItem: false, cost: 4, () =>
        {
            var counts = joins.CountAnnotations();
            return lineage => predicate.Integers.Contains(counts[lineage]);
        });
    }

    private static FieldPath Whole(FieldPath field, string[] above)
    {
        if (above.Length == 0)
        {
            return field;
        }

        return field.IsBuiltIn
            ? throw new InvalidRequestException($"A condition on an element of '{string.Join('.', above)}' cannot name the field '{field}' of the whole revision.")
            : FieldPath.Of([.. above, .. field.Segments]);
    }

    private void Require(Relation wanted, string[] above, string what)
    {
        if (relation != wanted || above.Length > 0)
        {
            throw new InvalidRequestException(
                $"A condition on {what} can stand only in a filter of {(wanted == Relation.Items ? "items" : "annotations")}, outside of element conditions.");
        }
    }

    private int[] Hiding(FieldPath field)
    {
        var hiding = new List<int>();
        for (var i = 0; i < masks.Count; i++)
        {
            if (masks[i].Relation == relation && masks[i].Hides(field))
            {
                hiding.Add(i);
            }
        }

        return [.. hiding];
    }
}
