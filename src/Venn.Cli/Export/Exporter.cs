using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Cli.Commands.Items;
using Venn.Cli.Hosting;
using Venn.Cli.Import;
using Venn.Client;
using Venn.Client.Queries;
using Venn.Protocol.Entities;
using Venn.Protocol.Json;

namespace Venn.Cli.Export;

/// <summary>
/// Writes items below <c>items/</c> and their annotations in Dataloop's JSON below <c>json/</c>, by the same relative
/// paths: what <c>venn import</c> reads.
/// </summary>
/// <param name="at">The version to write; the head when none is given.</param>
internal sealed class Exporter(VennClient client, string datasetId, string folder, string? at = null)
{
    private static readonly ProtocolJson Shapes = new(new JsonSerializerOptions(ProtocolJson.Default.Options)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    private readonly string itemsFolder = Path.Combine(folder, "items");
    private readonly string jsonFolder = Path.Combine(folder, "json");

    /// <summary>The items a query selects, with what is needed to write each.</summary>
    public async Task<ExportPlan> PlanAsync(Query query, CancellationToken cancellationToken)
    {
        var items = new List<Item>();
        await foreach (var item in client.Items.At(at).ListAsync(datasetId, query, cancellationToken))
        {
            if (item.Type != "dir")
            {
                items.Add(item);
            }
        }

        var annotations = new List<Annotation>();
        await foreach (var annotation in client.Annotations.At(at).ListAsync(datasetId, null, cancellationToken))
        {
            annotations.Add(annotation);
        }

        return new ExportPlan(items, annotations.ToLookup(annotation => annotation.ItemId!, StringComparer.Ordinal));
    }

    public async Task RunAsync(
        ExportPlan plan, bool withFiles, int parallelism, Action<Item> onDone, CancellationToken cancellationToken)
    {
        // Two files that differ in their extension alone must not share a JSON file.
        var stems = plan.Items.CountBy(item => LocalFile.StemOf(item.Filename)).ToDictionary(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            plan.Items,
            new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken },
            async (item, token) =>
            {
                if (withFiles)
                {
                    await DownloadFile.SaveAsync(client.Items.At(at), item.Id, Below(itemsFolder, item.Filename), token);
                }

                var stem = LocalFile.StemOf(item.Filename);
                var json = Below(jsonFolder, (stems[stem] == 1 ? stem : item.Filename) + ".json");
                Directory.CreateDirectory(Path.GetDirectoryName(json)!);
                await File.WriteAllTextAsync(json, Describe(item, plan.Annotations[item.Id]) + "\n", token);
                onDone(item);
            });
    }

    private static string Describe(Item item, IEnumerable<Annotation> annotations) => new JsonObject
    {
        ["id"] = item.Id,
        ["filename"] = item.Filename,
        ["annotations"] = new JsonArray(
            [.. annotations.Select(a => JsonSerializer.SerializeToNode(a, Shapes.Annotation))]),
        ["metadata"] = item.Metadata?.DeepClone(),
    }.ToJsonString(Shapes.Options);

    /// <summary>A path of the dataset below a local folder; it cannot lead out of it.</summary>
    private static string Below(string root, string path)
    {
        var full = Path.GetFullPath(Path.Combine(root, path.TrimStart('/')));
        return full.StartsWith(Path.GetFullPath(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : throw new CliException(ExitCodes.Failed, $"{path} leads out of {root}: it is not written.");
    }
}
