using System.Runtime.CompilerServices;
using Venn.Client.Http;
using Venn.Protocol.Commands;
using Venn.Protocol.Json;
using Venn.Protocol.Requests;
using Venn.Protocol.Routes;
using Venn.Protocol.Versions;
using Venn.Protocol.Versions.Comparing;
using Venn.Protocol.Versions.Merging;

namespace Venn.Client.Resources;

/// <summary>
/// A dataset's history. A <c>reference</c> names a state: the id of a commit or a snapshot, of a dataset (its head), or
/// <c>head</c>.
/// </summary>
public sealed class VersionsClient
{
    private readonly ApiConnection connection;
    private readonly CommandsClient commands;

    internal VersionsClient(ApiConnection connection, CommandsClient commands)
    {
        this.connection = connection;
        this.commands = commands;
    }

    /// <summary>Commits, newest first.</summary>
    public IAsyncEnumerable<Commit> LogAsync(
        string datasetId, int pageSize = 100, CancellationToken cancellationToken = default) =>
        Pages.WalkAsync(
            page => connection.GetAsync(
                $"{ApiRoutes.Fill(ApiRoutes.Commits, datasetId)}?page={page}&pageSize={pageSize}",
                ProtocolJson.Default.PageCommit, cancellationToken),
            cancellationToken);

    public Task<Commit> GetCommitAsync(
        string datasetId, string commitId, CancellationToken cancellationToken = default) =>
        connection.GetAsync(
            ApiRoutes.Fill(ApiRoutes.Commit, datasetId, commitId), ProtocolJson.Default.Commit, cancellationToken);

    /// <summary>How the conflicts of a merge were settled, in the order in which they were met; none for any other commit.</summary>
    public IAsyncEnumerable<Settlement> SettlementsAsync(
        string datasetId, string commitId, int pageSize = 1000, CancellationToken cancellationToken = default) =>
        Pages.WalkAsync(
            page => connection.GetAsync(
                $"{ApiRoutes.Fill(ApiRoutes.Settlements, datasetId, commitId)}?page={page}&pageSize={pageSize}",
                ProtocolJson.Default.PageSettlement, cancellationToken),
            cancellationToken);

    /// <summary>Names a state for good. Cost: one row, whatever the size.</summary>
    /// <exception cref="Errors.VennApiException">409: the dataset has a snapshot of that name.</exception>
    public Task<Snapshot> TakeSnapshotAsync(
        string datasetId, SnapshotRequest request, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(
            HttpMethod.Post, ApiRoutes.Fill(ApiRoutes.Snapshots, datasetId), ProtocolJson.Default.Snapshot,
            JsonBody.Of(request, ProtocolJson.Default.SnapshotRequest), cancellationToken);

    /// <summary>Snapshots, newest first.</summary>
    public IAsyncEnumerable<Snapshot> ListSnapshotsAsync(
        string datasetId, CancellationToken cancellationToken = default) =>
        Pages.WalkAsync(
            page => connection.GetAsync(
                $"{ApiRoutes.Fill(ApiRoutes.Snapshots, datasetId)}?page={page}&pageSize={Pages.SizeMax}",
                ProtocolJson.Default.PageSnapshot, cancellationToken),
            cancellationToken);

    public Task<Snapshot> GetSnapshotAsync(
        string datasetId, string snapshotId, CancellationToken cancellationToken = default) =>
        connection.GetAsync(
            ApiRoutes.Fill(ApiRoutes.Snapshot, datasetId, snapshotId), ProtocolJson.Default.Snapshot,
            cancellationToken);

    /// <summary>Computes a snapshot's digest, which is then part of it. Cost: reads every body once.</summary>
    public async Task<Snapshot> ComputeDigestAsync(
        string datasetId, string snapshotId, IProgress<Command>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var started = await connection.WriteAsync(
            HttpMethod.Post, ApiRoutes.Fill(ApiRoutes.SnapshotDigest, datasetId, snapshotId),
            ProtocolJson.Default.Command,
            null, cancellationToken);
        await commands.WaitAsync(started, progress, cancellationToken);
        return await GetSnapshotAsync(datasetId, snapshotId, cancellationToken);
    }

    /// <summary>Returns a dataset to an earlier state by a new commit: nothing is lost.</summary>
    /// <returns>The command as it ended; <c>spec.commit</c> is the new commit.</returns>
    public async Task<Command> RollBackAsync(
        string datasetId, RollbackRequest request, IProgress<Command>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var started = await connection.WriteAsync(
            HttpMethod.Post, ApiRoutes.Fill(ApiRoutes.Rollback, datasetId), ProtocolJson.Default.Command,
            JsonBody.Of(request, ProtocolJson.Default.RollbackRequest), cancellationToken);
        return await commands.WaitAsync(started, progress, cancellationToken);
    }

    /// <summary>One page of what differs between two states, with the summary of the whole.</summary>
    /// <param name="from">The first parent of <paramref name="to"/> when none is given.</param>
    /// <param name="to">The head when none is given.</param>
    public Task<Diff> DiffAsync(
        string datasetId, string? from = null, string? to = null, int page = 0, int pageSize = Pages.SizeMax,
        CancellationToken cancellationToken = default)
    {
        var path = $"{ApiRoutes.Fill(ApiRoutes.Diff, datasetId)}?page={page}&pageSize={pageSize}"
            + (from is null ? "" : $"&from={Uri.EscapeDataString(from)}")
            + (to is null ? "" : $"&to={Uri.EscapeDataString(to)}");
        return connection.GetAsync(path, ProtocolJson.Default.Diff, cancellationToken);
    }

    /// <summary>One page of what differs, filtered, with agreement of regions when asked for.</summary>
    public Task<Diff> DiffAsync(string datasetId, DiffRequest request, CancellationToken cancellationToken = default) =>
        connection.ReadAsync(
            HttpMethod.Post, ApiRoutes.Fill(ApiRoutes.Diff, datasetId), ProtocolJson.Default.Diff,
            () => JsonBody.Of(request, ProtocolJson.Default.DiffRequest), cancellationToken);

    /// <summary>Everything that differs, in one answer that is read as it comes: the server compares once.</summary>
    /// <param name="datasetId">The dataset.</param>
    /// <param name="request">Its page is passed over.</param>
    /// <param name="onHead">Is told the two states and the summary, before the first item.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<ItemChange> StreamDiffAsync(
        string datasetId, DiffRequest request, Action<Diff>? onHead = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var response = await connection.OpenAsync(
            HttpMethod.Post, ApiRoutes.Fill(ApiRoutes.Diff, datasetId) + "?lines=true",
            JsonBody.Of(request, ProtocolJson.Default.DiffRequest), null, cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        long expected = 0;
        if (await reader.ReadLineAsync(cancellationToken) is { } head)
        {
            var diff = Parse(head, ProtocolJson.Default.Diff);
            expected = diff.TotalItemsCount;
            onHead?.Invoke(diff);
        }

        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            expected--;
            yield return Parse(line, ProtocolJson.Default.ItemChange);
        }

        if (expected != 0)
        {
            throw new Errors.VennProtocolException($"The diff ended {Math.Abs(expected)} items off what it announced: ask again.");
        }
    }

    /// <summary>Every item that differs, page by page.</summary>
    public async IAsyncEnumerable<ItemChange> WalkDiffAsync(
        string datasetId, string? from = null, string? to = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var page = 0; ; page++)
        {
            var diff = await DiffAsync(datasetId, from, to, page, cancellationToken: cancellationToken);
            foreach (var change in diff.Items)
            {
                yield return change;
            }

            if (!diff.HasNextPage || diff.Items.Count == 0)
            {
                yield break;
            }

            // Later pages are of the states the first page named, whatever is written meanwhile.
            from = diff.From?.CommitId ?? from;
            to = diff.To?.CommitId ?? to;
        }
    }

    private static T Parse<T>(string line, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
    {
        try
        {
            return System.Text.Json.JsonSerializer.Deserialize(line, type)
                ?? throw new Errors.VennProtocolException($"A line of the diff is null where {typeof(T).Name} is due.");
        }
        catch (System.Text.Json.JsonException exception)
        {
            throw new Errors.VennProtocolException(
                $"A line of the diff cannot be read as {typeof(T).Name}: {exception.Message} It may have been cut short: ask again.", exception);
        }
    }
}
