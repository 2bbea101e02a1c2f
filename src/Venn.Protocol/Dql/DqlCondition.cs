namespace Venn.Protocol.Dql;

/// <summary>
/// A condition tree as it was written, its shorthand resolved: nested objects are dotted names, several members are
/// <see cref="And"/>. What a field means is not known here.
/// </summary>
public abstract record DqlCondition
{
    private DqlCondition()
    {
    }

    /// <summary>True for everything.</summary>
    public static DqlCondition True { get; } = new And([]);

    /// <summary>All operands hold; of none: true.</summary>
    public sealed record And(IReadOnlyList<DqlCondition> Operands) : DqlCondition;

    /// <summary>Some operand holds; the reader never makes one without operands.</summary>
    public sealed record Or(IReadOnlyList<DqlCondition> Operands) : DqlCondition;

    /// <summary>The operand does not hold: <c>$ne</c> and <c>$nin</c>, which match a missing field.</summary>
    public sealed record Not(DqlCondition Operand) : DqlCondition;

    /// <summary>Equality; null is missing or null; text with <c>*</c> or <c>?</c> is a pattern.</summary>
    public sealed record Equal(string Field, DqlScalar Value) : DqlCondition;

    /// <summary>
    /// A bare list: an array field with exactly these elements, or a single value that is one of them.
    /// </summary>
    public sealed record EqualList(string Field, IReadOnlyList<DqlScalar> Values) : DqlCondition;

    /// <summary><c>$in</c>: some value equals; of none: false.</summary>
    public sealed record In(string Field, IReadOnlyList<DqlScalar> Values) : DqlCondition;

    public sealed record Compare(string Field, DqlComparison Operator, DqlScalar Value) : DqlCondition;

    public sealed record Exists(string Field) : DqlCondition;

    /// <summary><c>$glob</c>: a pattern, written as such.</summary>
    public sealed record Glob(string Field, string Pattern) : DqlCondition;

    /// <summary>A regular expression is found in the text; one that needs no going back.</summary>
    public sealed record Regex(string Field, string Pattern) : DqlCondition;

    /// <summary>
    /// <c>$match</c>: one element of the array satisfies the condition, whose names start at the element.
    /// </summary>
    public sealed record Match(string Field, DqlCondition Condition) : DqlCondition;
}
