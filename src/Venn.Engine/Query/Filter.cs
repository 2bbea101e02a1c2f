namespace Venn.Engine.Query;

/// <summary>
/// A condition on revisions of one relation: a closed boolean algebra. Every leaf is true or false for every
/// revision (a missing field makes a comparison false), so that <see cref="Not"/> is the complement.
/// </summary>
/// <remarks>
/// A field that holds an array satisfies a leaf when any of its elements does (at any depth of arrays); an array of
/// objects gives its elements' fields under the path of the array.
/// </remarks>
public abstract record Filter
{
    private Filter()
    {
    }

    /// <summary>True for everything.</summary>
    public static Filter All { get; } = new And([]);

    /// <summary>True for nothing.</summary>
    public static Filter None { get; } = new Or([]);

    /// <summary>True when every operand is; of none: true.</summary>
    public sealed record And(IReadOnlyList<Filter> Operands) : Filter;

    /// <summary>True when some operand is; of none: false.</summary>
    public sealed record Or(IReadOnlyList<Filter> Operands) : Filter;

    public sealed record Not(Filter Operand) : Filter;

    /// <summary>The field, or one of its elements, stands in this order to the value.</summary>
    public sealed record Compare(FieldPath Field, Comparison Operator, FieldValue Value) : Filter;

    /// <summary>The field, or one of its elements, equals one of the values.</summary>
    public sealed record In(FieldPath Field, IReadOnlyList<FieldValue> Values) : Filter;

    /// <summary>
    /// The field, or one of its elements, is text (or a time in its ISO form) that matches a pattern: <c>*</c> stands
    /// for any run of characters (<c>/</c> too), <c>?</c> for one. Case-sensitive, the whole text.
    /// </summary>
    public sealed record Glob(FieldPath Field, string Pattern) : Filter;

    /// <summary>
    /// The field, or one of its elements, is text (or a time in its ISO form) in which a regular expression of .NET is found,
    /// anywhere unless it says otherwise. Back references, looking around and atomic groups are refused.
    /// </summary>
    public sealed record Regex(FieldPath Field, string Pattern) : Filter;

    /// <summary>The field is there with any value but null (an empty object or array counts as there).</summary>
    public sealed record Exists(FieldPath Field) : Filter;

    /// <summary>The field is an array with exactly these elements, in any order; no values: empty or missing.</summary>
    public sealed record ArrayEquals(FieldPath Field, IReadOnlyList<FieldValue> Values) : Filter;

    /// <summary>The field is an array, whatever its elements.</summary>
    public sealed record IsArray(FieldPath Field) : Filter;

    /// <summary>One single element of the array of objects satisfies the condition, whose paths start at the element.</summary>
    public sealed record Element(FieldPath Field, Filter Condition) : Filter;

    /// <summary>Items: at least one single annotation of the state on this item satisfies the condition.</summary>
    public sealed record HasAnnotation(Filter Condition) : Filter;

    /// <summary>Annotations: the item they are on satisfies the condition.</summary>
    public sealed record OnItem(Filter Condition) : Filter;
}

/// <summary>Orders of a comparison.</summary>
public enum Comparison
{
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
