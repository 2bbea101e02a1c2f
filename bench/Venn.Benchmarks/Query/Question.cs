using Venn.Engine.Query;
using Venn.Storage.Catalog;

namespace Venn.Benchmarks.Query;

/// <summary>
/// One kind of question, asked with other constants each time, so that no kept answer serves. Answers are lines of text,
/// the same from whoever is asked.
/// </summary>
/// <param name="Name">As the table has it.</param>
/// <param name="Kind">What is wanted of the matching rows.</param>
/// <param name="Relation">Whose rows.</param>
/// <param name="Filter">By the number of the run.</param>
/// <param name="Sql">The same for tables <c>items</c> and <c>annotations</c>; DuckDB and PostgreSQL differ in names of fields alone.</param>
internal sealed record Question(
    string Name, QuestionKind Kind, Relation Relation, Func<int, Filter> Filter, Func<int, string> Sql)
{
    /// <summary>Rows wanted of a page.</summary>
    public const int PageSize = 100;

    public IReadOnlyList<SortField> Sort { init => SortByRun = _ => value; }

    public Func<int, IReadOnlyList<SortField>> SortByRun { get; init; } = static _ => [];

    public Func<int, long> Offset { get; init; } = static _ => 0;

    /// <summary>What a facet counts by.</summary>
    public FieldPath? Field { get; init; }

    /// <summary>The same in DQL, for a page over HTTP.</summary>
    public Func<int, string>? Dql { get; init; }

    /// <summary>Milliseconds that the engine may take; null for no bound.</summary>
    public double? GoalMs { get; init; }

    /// <summary>The share of DuckDB's time that the engine may take; null for no bound.</summary>
    public double? GoalOfDuckDb { get; init; }
}
