using System.Text.Json.Nodes;
using Venn.Server.Tests.Features.Datasets;

namespace Venn.Server.Tests.Features.Facets;

/// <summary>Calls that the tests of facets and slices share.</summary>
internal static class FacetCalls
{
    public static async Task<JsonNode> FacetsAsync(this DatasetWorld world, string request, string? dataset = null) =>
        (await world.Client.PostTextAsync($"/datasets/{dataset ?? world.DatasetId}/facets", request)).ExpectOk().Json!;
}
