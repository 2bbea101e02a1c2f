namespace Venn.Engine.Query.Explaining;

/// <summary>Filters in words, for people.</summary>
internal static class FilterWords
{
    private const int ValuesShown = 5;

    public static string NameOf(Filter filter) => filter switch
    {
        Filter.And => "and",
        Filter.Or => "or",
        Filter.Not => "not",
        Filter.HasAnnotation or Filter.OnItem => "join",
        Filter.Glob or Filter.Regex => "pattern",
        Filter.Exists or Filter.IsArray or Filter.ArrayEquals or Filter.Element => "structure",
        _ => "value",
    };

    /// <summary>Empty for what its parts describe.</summary>
    public static string Describe(Filter filter) => filter switch
    {
        Filter.Compare compare => $"{compare.Field} {SignOf(compare.Operator)} {compare.Value}",
        Filter.In isIn => $"{isIn.Field} in {Show(isIn.Values)}",
        Filter.Glob glob => $"{glob.Field} like \"{glob.Pattern}\"",
        Filter.Regex regex => $"{regex.Field} matches \"{regex.Pattern}\"",
        Filter.Exists exists => $"{exists.Field} exists",
        Filter.IsArray isArray => $"{isArray.Field} is an array",
        Filter.ArrayEquals array => $"{array.Field} is the array {Show(array.Values)}",
        Filter.Element element => $"an element of {element.Field}",
        Filter.HasAnnotation => "has an annotation",
        Filter.OnItem => "on an item",
        _ => "",
    };

    private static string Show(IReadOnlyList<FieldValue> values) =>
        $"[{string.Join(", ", values.Take(ValuesShown))}{(values.Count > ValuesShown ? $", … {values.Count} values" : "")}]";

    private static string SignOf(Comparison comparison) => comparison switch
    {
        Comparison.Equal => "=",
        Comparison.Less => "<",
        Comparison.LessOrEqual => "<=",
        Comparison.Greater => ">",
        _ => ">=",
    };
}
