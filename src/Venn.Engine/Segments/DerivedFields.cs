using Venn.Engine.Query;
using Venn.Storage.Catalog;

namespace Venn.Engine.Segments;

/// <summary>
/// Columns that are in no body as such: numbers made of each body of a relation when its row is indexed. The layer above
/// knows how; the engine keeps, scans, counts and sorts them like any other column.
/// </summary>
/// <param name="Version">
/// Changes whenever <paramref name="Derive"/> would give other numbers: segment files made by another are made again at the
/// next start.
/// </param>
/// <param name="Relation">Whose bodies.</param>
/// <param name="Fields">Made by <see cref="FieldPath.Derived"/>.</param>
/// <param name="Derive">Must depend on the body alone, and never throw: a store whose rows it refuses would not open.</param>
public sealed record DerivedFields(
    string Version, Relation Relation, IReadOnlyList<FieldPath> Fields, DeriveNumbers Derive);

/// <summary>Makes the numbers of one body. Called under a lock, for each row once.</summary>
/// <param name="body">JSON, valid.</param>
/// <param name="values">One for each field, NaN as it comes: what stays NaN (or is infinite) is missing.</param>
public delegate void DeriveNumbers(ReadOnlySpan<byte> body, Span<double> values);
