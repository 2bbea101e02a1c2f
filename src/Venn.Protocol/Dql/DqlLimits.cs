namespace Venn.Protocol.Dql;

/// <summary>Bounds of a query that arrives from outside; past them it is refused, not worked on.</summary>
public static class DqlLimits
{
    /// <summary>Levels of <c>$and</c>, <c>$or</c>, nested objects and <c>$match</c> together.</summary>
    public const int MaxDepth = 64;

    /// <summary>Conditions and compared values of one query together: a list of ids to delete may be long.</summary>
    public const int MaxValueCount = 200_000;

    /// <summary>Texts with wildcards in one query: each is matched against every different text of its field.</summary>
    public const int MaxPatternCount = 2_000;

    /// <summary>Characters of all patterns of one query together.</summary>
    public const int MaxPatternLength = 100_000;

    /// <summary>Characters of one regular expression.</summary>
    public const int MaxRegexLength = 1_000;

    /// <summary>Fields of one order: each costs a pass over what was found.</summary>
    public const int MaxSortFields = 32;

    /// <summary>Rows of one page.</summary>
    public const int MaxPageSize = 1000;

    /// <summary>
    /// Depth of JSON that a query may have: two levels of JSON for each of its own, and what stands around it.
    /// </summary>
    public const int MaxJsonDepth = 192;
}
