using Venn.Engine.Query;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Facets;

/// <summary>A field that can be counted.</summary>
/// <param name="Relation">Whose.</param>
/// <param name="Path">Which.</param>
/// <param name="Names">What true and false are called on the wire, where a flag is a type there; null elsewhere.</param>
internal sealed record FacetField(Relation Relation, FieldPath Path, (string True, string False)? Names = null);
