using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Writing;
using Venn.Server.Features.Items.Facts;
using Venn.Server.Security;
using Venn.Server.Wire;
using Venn.Storage;
using Venn.Storage.Catalog;
using Venn.Storage.Objects;

namespace Venn.Server.Features.Drivers;

/// <summary>
/// <c>POST /datasets/{id}/sync</c>: makes the dataset's external items what the storage holds now, in one commit. History
/// keeps what was: of vanished and changed objects the item's data, not the bytes.
/// </summary>
internal static class SyncDataset
{
    private const int ReadersCount = 8;

    public static async Task<IResult> HandleAsync(
        HttpContext context, string datasetId, DataServices services, ObjectSources sources, RunningSyncs running)
    {
        var dataset = services.RequireWritable(context, datasetId);
        var (driverId, source) = sources.Require(dataset);
        var caller = context.GetCaller();
        if (!running.TryBegin(dataset.Ordinal))
        {
            throw ApiException.Locked($"The dataset '{dataset.Info.Name}' cannot be synced as it is already being synced.");
        }

        try
        {
            var state = await services.Commands.RunAsync(
                caller, "SyncDataset", dataset.Info.Scope, new JsonObject { ["datasetId"] = datasetId },
                async (command, token) =>
                {
                    try
                    {
                        var report = await SyncAsync(dataset, driverId, source, services, caller.Email, token);
                        command.Spec["report"] = report.ToNode();
                    }
                    finally
                    {
                        running.End(dataset.Ordinal);
                    }
                });
            return WireJson.Result(state.ToWire(context.GetApiUrl()));
        }
        catch
        {
            running.End(dataset.Ordinal);
            throw;
        }
    }

    private static async Task<SyncReport> SyncAsync(
        Dataset dataset, string driverId, IObjectSource source, DataServices services, string author,
        CancellationToken cancellationToken)
    {
        var objects = new Dictionary<string, ObjectInfo>(StringComparer.Ordinal);
        await foreach (var found in source.ListAsync(cancellationToken))
        {
            objects[found.Key] = found;
        }

        var known = ReadKnown(dataset.Head, driverId);
        var facts = await ReadFactsAsync(source, objects, known, cancellationToken);
        return await dataset.WriteAsync(
            new CommitInfo(author, "sync"),
            writer => Apply(writer, driverId, objects, facts, author, services.Now), cancellationToken);
    }

    /// <summary>ETags by key. Copies of an item beside it share its key.</summary>
    private static ILookup<string, string> ReadKnown(DatasetVersion version, string driverId) =>
        version.Read(Relation.Items, version.Select(Relation.Items, new Filter.Exists(ExternalRef.KeyPath)))
            .Select(ExternalRef.Of).Where(reference => reference?.DriverId == driverId)
            .ToLookup(reference => reference!.Key, reference => reference!.ETag, StringComparer.Ordinal);

    private static async Task<ConcurrentDictionary<string, FileFacts>> ReadFactsAsync(
        IObjectSource source, Dictionary<string, ObjectInfo> objects, ILookup<string, string> known,
        CancellationToken cancellationToken)
    {
        var facts = new ConcurrentDictionary<string, FileFacts>(StringComparer.Ordinal);
        var fresh = objects.Values.Where(found => !known[found.Key].Any() || known[found.Key].Any(tag => tag != found.ETag));
        var options = new ParallelOptions { MaxDegreeOfParallelism = ReadersCount, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(fresh, options, (found, _) =>
        {
            if (ObjectItems.PathOf(found.Key) is { } path)
            {
                try
                {
                    facts[found.Key] = ObjectItems.ReadFacts(source, found, path);
                }
                catch (Exception exception) when (exception is ObjectGoneException or ObjectChangedException)
                {
                    // It changed since it was listed: the next sync takes it.
                }
            }

            return ValueTask.CompletedTask;
        });
        return facts;
    }

    private static SyncReport Apply(
        DatasetWriter writer, string driverId, Dictionary<string, ObjectInfo> objects,
        ConcurrentDictionary<string, FileFacts> facts, string author, DateTimeOffset now)
    {
        var (added, updated, skipped) = (0, 0, 0);
        var vanished = new List<Revision>();
        var held = new HashSet<string>(StringComparer.Ordinal);
        var external = writer.Select(Relation.Items, new Filter.Exists(ExternalRef.KeyPath));
        foreach (var item in writer.Read(Relation.Items, external).ToList())
        {
            if (ExternalRef.Of(item) is not { } reference || reference.DriverId != driverId)
            {
                continue;
            }

            held.Add(reference.Key);
            if (!objects.TryGetValue(reference.Key, out var found))
            {
                vanished.Add(item);
            }
            else if (found.ETag != reference.ETag && facts.TryGetValue(reference.Key, out var changed))
            {
                ObjectItems.Update(writer, item, found, driverId, changed, author, now);
                updated++;
            }
        }

        foreach (var found in objects.Values.Where(found => !held.Contains(found.Key))
            .OrderBy(found => found.Key, StringComparer.Ordinal))
        {
            if (ObjectItems.PathOf(found.Key) is { } path && facts.TryGetValue(found.Key, out var fresh)
                && IsFree(writer, path))
            {
                ObjectItems.Add(writer, path, found, driverId, fresh, author);
                added++;
            }
            else
            {
                skipped++;
            }
        }

        writer.RemoveItems(RevisionSets.Of(vanished));
        return new SyncReport(added, updated, vanished.Count, skipped);
    }

    /// <summary>Nothing is there, and no file where a directory is needed.</summary>
    private static bool IsFree(DatasetWriter writer, string path)
    {
        if (writer.FindItem(path) is not null)
        {
            return false;
        }

        for (var at = Items.ItemPath.GetDirectory(path); at != "/"; at = Items.ItemPath.GetDirectory(at))
        {
            if (writer.FindItem(at) is { } there)
            {
                return there.IsDirectory;
            }
        }

        return true;
    }
}
