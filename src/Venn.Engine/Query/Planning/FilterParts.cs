namespace Venn.Engine.Query.Planning;

/// <summary>What can be told of a filter before it is evaluated.</summary>
internal static class FilterParts
{
    /// <summary>Whether the answer depends on the other relation too.</summary>
    public static bool CrossesRelations(Filter filter) => filter switch
    {
        Filter.And and => and.Operands.Any(CrossesRelations),
        Filter.Or or => or.Operands.Any(CrossesRelations),
        Filter.Not not => CrossesRelations(not.Operand),
        Filter.Compare compare => compare.Field.Equals(FieldPath.AnnotationsCount),
        Filter.In isIn => isIn.Field.Equals(FieldPath.AnnotationsCount),
        Filter.HasAnnotation or Filter.OnItem => true,
        _ => false,
    };

    /// <summary>
    /// Takes the ranges of lineages off the top of a filter: what pages by <c>id &gt; last</c> differ in. Both ends are
    /// included; low is above high when nothing can match.
    /// </summary>
    public static (Filter Remainder, long Low, long High) SplitLineageRange(Filter filter)
    {
        var low = long.MinValue;
        var high = long.MaxValue;
        IReadOnlyList<Filter> operands = filter is Filter.And and ? and.Operands : [filter];
        var rest = new List<Filter>();
        foreach (var operand in operands)
        {
            if (operand is Filter.Compare { Value.Kind: FieldValueKind.Integer } compare
                && compare.Field.Equals(FieldPath.Lineage) && compare.Operator != Comparison.Equal)
            {
                var range = NumberRanges.Integers(compare.Operator, compare.Value.Integer);
                low = Math.Max(low, range.IsNothing ? long.MaxValue : range.Ranges[0].Low);
                high = Math.Min(high, range.IsNothing ? long.MinValue : range.Ranges[0].High);
            }
            else
            {
                rest.Add(operand);
            }
        }

        return rest.Count == operands.Count ? (filter, low, high) : (rest is [var only] ? only : new Filter.And(rest), low, high);
    }
}
