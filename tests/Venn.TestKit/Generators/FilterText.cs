using Venn.Engine.Query;

namespace Venn.TestKit.Generators;

/// <summary>A filter in words, for messages.</summary>
public static class FilterText
{
    public static string Of(Filter filter) => filter switch
    {
        Filter.And and => $"({string.Join(" and ", and.Operands.Select(Of))})",
        Filter.Or or => $"({string.Join(" or ", or.Operands.Select(Of))})",
        Filter.Not not => $"not {Of(not.Operand)}",
        Filter.Compare c => $"{c.Field} {c.Operator} {c.Value}",
        Filter.In i => $"{i.Field} in [{string.Join(' ', i.Values)}]",
        Filter.Glob g => $"{g.Field} like {g.Pattern}",
        Filter.Exists e => $"exists {e.Field}",
        Filter.HasAnnotation h => $"annotation({Of(h.Condition)})",
        Filter.OnItem o => $"item({Of(o.Condition)})",
        _ => filter.ToString(),
    };
}
