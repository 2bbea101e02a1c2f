using Venn.Engine.Query.Facets;

namespace Venn.Server.Features.Facets;

/// <summary>A facet as it was asked for.</summary>
/// <param name="Name">What the answer calls it.</param>
/// <param name="Field">The field's name on the wire.</param>
/// <param name="Binding">What that is.</param>
/// <param name="Facet">For the engine.</param>
internal sealed record AskedFacet(string Name, string Field, FacetField Binding, Facet Facet);
