using System.Collections.Concurrent;
using Venn.Engine.Revisions;

namespace Venn.Server.Features.Drivers;

/// <summary>Datasets being synced by this process: one sync of a dataset at a time. Threads: safe.</summary>
internal sealed class RunningSyncs
{
    private readonly ConcurrentDictionary<DatasetOrdinal, bool> running = new();

    public bool TryBegin(DatasetOrdinal dataset) => running.TryAdd(dataset, true);

    public bool IsRunning(DatasetOrdinal dataset) => running.ContainsKey(dataset);

    public void End(DatasetOrdinal dataset) => running.TryRemove(dataset, out _);
}
