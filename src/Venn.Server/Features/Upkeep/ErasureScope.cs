using System.Text.Json;
using Venn.Engine.Maintenance.Erasure;
using Venn.Engine.Revisions;
using Venn.Server.Hosting;
using Venn.Server.Wire;
using Venn.Storage.Blobs;

namespace Venn.Server.Features.Upkeep;

/// <summary>All that an erasure takes: the items, thumbnails, and the exports of every dataset touched, which may hold them.</summary>
/// <param name="Plan">Of the engine, thumbnails and kept exports among its items.</param>
/// <param name="Exports">Exports whose files are binaries of their own.</param>
/// <param name="ExportItems">Exports kept as hidden items.</param>
/// <param name="ExportBinaries">Files of the former.</param>
internal sealed record ErasureScope(
    ErasurePlan Plan, IReadOnlyList<Document> Exports, int ExportItems, IReadOnlyList<ContentHash> ExportBinaries)
{
    private const string ExportsDirectory = "/.dataloop/exports/";

    public static async Task<ErasureScope> FindAsync(
        DataServices services, IReadOnlyCollection<Lineage> chosen, CancellationToken cancellationToken)
    {
        var upkeep = services.Store.Upkeep;
        var plan = await upkeep.PlanErasureAsync(chosen, Thumbnails, cancellationToken);
        var touched = plan.Datasets.Select(d => d.Dataset.Ordinal).ToHashSet();
        var projects = plan.Datasets.Select(d => d.Dataset.Info.Scope).ToHashSet(StringComparer.Ordinal);

        // An export of a frozen dataset is kept in the project's own: there all go.
        var exportItems = await upkeep.FindItemsAsync(
            r => r.Path.StartsWith(ExportsDirectory, StringComparison.Ordinal) && (touched.Contains(r.Origin.Dataset)
                || (services.Store.FindAny(r.Origin.Dataset) is { } home && projects.Contains(home.Info.Scope)
                    && Projects.BinariesDataset.IsSystem(home.Info))),
            cancellationToken);
        if (exportItems.Count > 0)
        {
            plan = await upkeep.PlanErasureAsync([.. chosen, .. exportItems], Thumbnails, cancellationToken);
        }

        var exports = touched.SelectMany(d => services.Documents.List(Kinds.Export, WireId.OfDataset(d))).ToList();
        return new ErasureScope(plan, exports, exportItems.Count, [.. exports.SelectMany(HashesOf)]);
    }

    /// <summary>The thumbnail that was made of an item, in whatever dataset: a clone has it under the same number.</summary>
    public static IEnumerable<Lineage> Thumbnails(Revision revision)
    {
        if (revision.Body.Span.IndexOf("thumbnailId"u8) < 0)
        {
            return [];
        }

        var body = JsonBytes.ParseElement(revision.Body);
        return body.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
            && metadata.TryGetProperty("system", out var system) && system.ValueKind == JsonValueKind.Object
            && WireId.TryParse(system.GetText("thumbnailId"), out _, out var number) && number != 0
                ? [new Lineage(number)]
                : [];
    }

    /// <summary>The files of an export.</summary>
    public static IEnumerable<ContentHash> HashesOf(Document export) => HashesOf(export.Root);

    public static IEnumerable<ContentHash> HashesOf(JsonElement export)
    {
        if (!export.TryGetProperty("blobs", out var blobs) || blobs.ValueKind != JsonValueKind.Array)
        {
            yield break;
        }

        foreach (var blob in blobs.EnumerateArray())
        {
            if (ContentHash.TryParse(blob.GetText("hash"), out var hash))
            {
                yield return hash;
            }
        }
    }
}
