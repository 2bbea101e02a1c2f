using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Venn.Engine.Versions;
using Venn.Server.Hosting;
using Venn.Server.Wire;

namespace Venn.Server.Features.Versions;

/// <summary>
/// The digests of snapshots, kept beside them: computed in the background as soon as a snapshot is taken, one at a time, and
/// taken up again after a restart. Threads: safe.
/// </summary>
internal sealed class SnapshotDigests(VersionStore store, Documents documents, ILogger<SnapshotDigests> logger) : BackgroundService
{
    /// <summary>Kind of the documents that hold them; stands on disk.</summary>
    public const string Kind = "snapshotDigest";

    private readonly Channel<Snapshot> waiting = Channel.CreateUnbounded<Snapshot>();
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> computing = new();
    private readonly CancellationTokenSource stopping = new();

    /// <summary>What was computed of a snapshot; null when nothing was yet.</summary>
    public string? Find(string snapshotId) => Find(documents, snapshotId);

    /// <summary>One of another format is none: it is computed again.</summary>
    public static string? Find(Documents documents, string snapshotId) =>
        documents.Find(Kind, snapshotId)?.Root is { } root
        && root.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.Number && format.TryGetInt32(out var number) && number == DatasetVersion.DigestFormat
            ? root.GetText("digest")
            : null;

    /// <summary>Has it computed when its turn comes.</summary>
    public void Add(Snapshot snapshot) => waiting.Writer.TryWrite(snapshot);

    /// <summary>Has it computed again: something of it was erased, whatever was recorded meanwhile.</summary>
    public async Task RenewAsync(Snapshot snapshot)
    {
        await documents.DeleteAsync(Kind, snapshot.Id);
        Add(snapshot);
    }

    /// <summary>The digest of a snapshot, computed if it was not. Durable when it completes.</summary>
    /// <exception cref="InvalidRequestException">Its commit is not there.</exception>
    public async Task<string> GetAsync(Snapshot snapshot, CancellationToken cancellationToken)
    {
        if (Find(snapshot.Id) is { } known)
        {
            return known;
        }

        // Whoever asks while it is being computed waits for that; nobody's token ends it for the others.
        var task = computing.GetOrAdd(snapshot.Id, _ => new Lazy<Task<string>>(() => Task.Run(() => ComputeAsync(snapshot), CancellationToken.None)));
        try
        {
            return await task.Value.WaitAsync(cancellationToken);
        }
        finally
        {
            if (task.Value.IsCompleted)
            {
                computing.TryRemove(snapshot.Id, out _);
            }
        }
    }

    /// <summary>The store must not be closed under a computation.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await stopping.CancelAsync();
        foreach (var task in computing.Values)
        {
            await task.Value.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    public override void Dispose()
    {
        stopping.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Off the start: a store may have many snapshots.
        await Task.Yield();
        foreach (var snapshot in store.Datasets.SelectMany(d => d.ReadSnapshots()).Where(s => Find(s.Id) is null))
        {
            Add(snapshot);
        }

        await foreach (var snapshot in waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await GetAsync(snapshot, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.LogWarning(e, "The digest of snapshot {Snapshot} could not be computed; ask for it to try again.", snapshot.Id);
            }
        }
    }

    private async Task<string> ComputeAsync(Snapshot snapshot)
    {
        var version = store.FindAny(snapshot.Commit.Dataset)?.FindVersion(snapshot.Commit.Sequence)
            ?? throw new InvalidRequestException($"Snapshot {snapshot.Id}: its commit {snapshot.Commit} is not there.");
        while (true)
        {
            var state = version.State;
            var digest = $"sha256:{version.ComputeDigest(stopping.Token)}";
            await documents.CommitAsync(documents.Begin().Replace(
                new Document(Kind, snapshot.Id, "", null, new JsonObject { ["digest"] = digest, ["format"] = DatasetVersion.DigestFormat })));

            // What was erased while it was computed is in no digest that stays.
            if (ReferenceEquals(version.State, state))
            {
                return digest;
            }
        }
    }
}
