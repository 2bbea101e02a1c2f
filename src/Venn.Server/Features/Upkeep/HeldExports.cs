using System.Text.Json;
using Venn.Server.Hosting;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Upkeep;

/// <summary>The binaries that documents refer to and no item does: the files of exports.</summary>
internal static class HeldExports
{
    public static IEnumerable<ContentHash> Read(ICatalog catalog)
    {
        foreach (var row in catalog.ReadDocuments(Kinds.Export, scope: null))
        {
            using var body = JsonDocument.Parse(row.Body);
            foreach (var hash in ErasureScope.HashesOf(body.RootElement).ToList())
            {
                yield return hash;
            }
        }
    }
}
