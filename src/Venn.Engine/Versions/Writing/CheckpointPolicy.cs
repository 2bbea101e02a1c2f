using System.Collections.Concurrent;
using Venn.Engine.Revisions;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Versions.Writing;

/// <summary>
/// Decides when a commit carries a checkpoint of the whole state: when replaying the deltas since the last one would cost
/// more than reading it. Called under the dataset's writer gate.
/// </summary>
internal sealed class CheckpointPolicy
{
    /// <summary>At most so many deltas are replayed to reach a state.</summary>
    public const int ReplayLimit = 1024;

    private const long DeltaFloorBytes = 1 << 20;

    private readonly ConcurrentDictionary<UInt128, bool> stored = new();
    private readonly ConcurrentDictionary<DatasetOrdinal, (long Count, long Bytes)> sinceLast = new();

    /// <summary>Adds the checkpoint to the batch when one is due. Containers known to be stored are left out.</summary>
    public void OnCommit(CatalogBatch batch, CommitRecord commit, DatasetState state)
    {
        var dataset = new DatasetOrdinal(commit.Key.Dataset);
        var (count, bytes) = sinceLast.GetValueOrDefault(dataset);
        if (commit.Key.Sequence == 1)
        {
            // The state of a clone is that of its source, which has checkpoints of its own.
            sinceLast[dataset] = (1, 0);
            return;
        }

        (count, bytes) = (count + 1, bytes + commit.Delta.Length);
        if (count < ReplayLimit && bytes < DeltaFloorBytes)
        {
            sinceLast[dataset] = (count, bytes);
            return;
        }

        sinceLast[dataset] = (0, 0);
        var containers = new List<ContainerRecord>();
        batch.Checkpoints.Add(CheckpointCodec.Encode(commit.Key, state, containers));
        batch.Containers.AddRange(containers.Where(c => !stored.ContainsKey(c.Hash)));
    }

    /// <summary>Containers are about to be deleted: a checkpoint to come stores them again.</summary>
    public void Forget(IEnumerable<UInt128> hashes)
    {
        foreach (var hash in hashes)
        {
            stored.TryRemove(hash, out _);
        }
    }

    /// <summary>The batch is durable.</summary>
    public void OnDurable(CatalogBatch batch)
    {
        foreach (var container in batch.Containers)
        {
            stored[container.Hash] = true;
        }
    }
}
