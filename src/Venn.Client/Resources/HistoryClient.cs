using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Venn.Client.Errors;
using Venn.Client.Http;
using Venn.Protocol.Commands;
using Venn.Protocol.Entities;
using Venn.Protocol.Json;
using Venn.Protocol.Paging;
using Venn.Protocol.Requests;
using Venn.Protocol.Routes;
using Venn.Protocol.Versions;
using Venn.Protocol.Versions.Ancestry;
using Venn.Protocol.Versions.Merging;

namespace Venn.Client.Resources;

/// <summary>
/// Works with a dataset's past: merges into it, undoes, tells who made what, proves, freezes. What meets conflicts is a
/// <see cref="VennApiException"/> of status 409 whose <see cref="VennApiException.Body"/> lists them; nothing is written.
/// </summary>
public sealed class HistoryClient
{
    private readonly ApiConnection connection;
    private readonly CommandsClient commands;

    internal HistoryClient(ApiConnection connection, CommandsClient commands)
    {
        this.connection = connection;
        this.commands = commands;
    }

    /// <summary>What a merge into a dataset would do, and the head to expect; nothing is written.</summary>
    public Task<MergeReport> PreviewMergeAsync(
        string datasetId, MergeIntoRequest request, CancellationToken cancellationToken = default) =>
        connection.ReadAsync(
            HttpMethod.Post, ApiRoutes.Fill(ApiRoutes.MergeIntoPreview, datasetId), ProtocolJson.Default.MergeReport,
            () => JsonBody.Of(request, ProtocolJson.Default.MergeIntoRequest), cancellationToken);

    /// <summary>Merges other datasets into one that is there, three-way, as one commit.</summary>
    /// <exception cref="VennApiException">409: conflicts that are not settled, or the head has moved.</exception>
    public async Task<UndoResult> MergeAsync(
        string datasetId, MergeIntoRequest request, IProgress<Command>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var done = await RunAsync(
            ApiRoutes.Fill(ApiRoutes.MergeInto, datasetId),
            JsonBody.Of(request, ProtocolJson.Default.MergeIntoRequest), progress, cancellationToken);
        return new UndoResult
        {
            Commit = done.Spec?["commit"].Deserialize(ProtocolJson.Default.Commit),
            Report = done.Spec?["report"].Deserialize(ProtocolJson.Default.MergeReport) ?? new MergeReport(),
        };
    }

    /// <summary>Undoes what one commit did, by a new commit.</summary>
    /// <exception cref="VennApiException">409: what it did was changed since.</exception>
    public Task<UndoResult> RevertAsync(
        string datasetId, string commitId, UndoRequest? request = null, CancellationToken cancellationToken = default) =>
        UndoAsync(
            ApiRoutes.Fill(ApiRoutes.Revert, datasetId, commitId), request ?? new UndoRequest(),
            ProtocolJson.Default.UndoRequest, cancellationToken);

    /// <summary>Does in a dataset what <see cref="UndoRequest.CommitId"/> did in another.</summary>
    /// <exception cref="VennApiException">409: both changed the same.</exception>
    public Task<UndoResult> CherryPickAsync(
        string datasetId, UndoRequest request, CancellationToken cancellationToken = default) =>
        UndoAsync(
            ApiRoutes.Fill(ApiRoutes.CherryPick, datasetId), request, ProtocolJson.Default.UndoRequest, cancellationToken);

    /// <summary>Puts items, with their annotations, back as an earlier version has them.</summary>
    public Task<UndoResult> RestoreAsync(
        string datasetId, RestoreRequest request, CancellationToken cancellationToken = default) =>
        UndoAsync(
            ApiRoutes.Fill(ApiRoutes.Restore, datasetId), request, ProtocolJson.Default.RestoreRequest, cancellationToken);

    /// <summary>Brings a deleted dataset back, with all of its history.</summary>
    public Task<Dataset> UndeleteAsync(string datasetId, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(
            HttpMethod.Post, ApiRoutes.Fill(ApiRoutes.Undelete, datasetId), ProtocolJson.Default.Dataset, null,
            cancellationToken);

    /// <summary>A project's deleted datasets, the oldest first.</summary>
    public IAsyncEnumerable<Dataset> ListDeletedAsync(string projectId, CancellationToken cancellationToken = default) =>
        WalkAsync(ApiRoutes.Fill(ApiRoutes.DeletedDatasets, projectId), ProtocolJson.Default.PageDataset, null, cancellationToken);

    /// <summary>An item's revisions, newest first, through clones and merges.</summary>
    /// <param name="at">The version to look back from; the head when none is given.</param>
    public IAsyncEnumerable<LogEntry> LogOfItemAsync(
        string itemId, string? at = null, CancellationToken cancellationToken = default) =>
        WalkAsync(ApiRoutes.Fill(ApiRoutes.ItemLog, itemId), ProtocolJson.Default.PageLogEntry, at, cancellationToken);

    /// <summary>An annotation's revisions, newest first.</summary>
    /// <param name="at">The version to look back from; the head when none is given.</param>
    public IAsyncEnumerable<LogEntry> LogOfAnnotationAsync(
        string annotationId, string? at = null, CancellationToken cancellationToken = default) =>
        WalkAsync(
            ApiRoutes.Fill(ApiRoutes.AnnotationLog, annotationId), ProtocolJson.Default.PageLogEntry, at, cancellationToken);

    /// <summary>Who set each field of an item and who made each of its annotations.</summary>
    public Task<Blame> BlameItemAsync(string itemId, string? at = null, CancellationToken cancellationToken = default) =>
        connection.GetAsync(
            References.At(ApiRoutes.Fill(ApiRoutes.ItemBlame, itemId), at), ProtocolJson.Default.Blame, cancellationToken);

    /// <summary>Who set each field of an annotation.</summary>
    public Task<Blame> BlameAnnotationAsync(
        string annotationId, string? at = null, CancellationToken cancellationToken = default) =>
        connection.GetAsync(
            References.At(ApiRoutes.Fill(ApiRoutes.AnnotationBlame, annotationId), at), ProtocolJson.Default.Blame,
            cancellationToken);

    /// <summary>The datasets that one came from, and those made from it.</summary>
    public Task<DatasetGraph> ReadGraphAsync(string datasetId, CancellationToken cancellationToken = default) =>
        connection.GetAsync(
            ApiRoutes.Fill(ApiRoutes.Graph, datasetId), ProtocolJson.Default.DatasetGraph, cancellationToken);

    /// <summary>Writes a version to a stream as a ZIP that stands on its own.</summary>
    /// <param name="datasetId">The dataset.</param>
    /// <param name="destination">Cut short when this throws: then it has no manifest and is refused.</param>
    /// <param name="reference">The version; the head when none is given.</param>
    /// <param name="withBinaries">False: the hashes alone, for a store that has the files.</param>
    /// <param name="cancellationToken">Leaves the destination cut short.</param>
    public async Task DownloadArchiveAsync(
        string datasetId, Stream destination, string? reference = null, bool withBinaries = true,
        CancellationToken cancellationToken = default)
    {
        var path = ApiRoutes.Fill(ApiRoutes.Archive, datasetId) + (withBinaries ? "?binaries=true" : "?binaries=false")
            + (reference is null ? "" : $"&ref={Uri.EscapeDataString(reference)}");
        using var response = await connection.OpenAsync(HttpMethod.Get, path, null, null, cancellationToken);
        try
        {
            await response.Content.CopyToAsync(destination, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new VennConnectionException(connection.Server, "the connection broke in the middle of an archive.", exception);
        }
    }

    /// <summary>Makes a dataset of an archive.</summary>
    /// <exception cref="VennCommandException">The archive is cut short, altered, or of a newer version.</exception>
    public async Task<Dataset> UploadArchiveAsync(
        string projectId, string name, Stream archive, IProgress<Command>? progress = null,
        CancellationToken cancellationToken = default)
    {
        using var content = new StreamContent(archive);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        var path = $"{ApiRoutes.Fill(ApiRoutes.Archives, projectId)}?name={Uri.EscapeDataString(name)}";
        using var response = await connection.OpenAsync(HttpMethod.Post, path, content, null, cancellationToken);
        var started = await ApiConnection.ReadBodyAsync(response, ProtocolJson.Default.Command, cancellationToken);
        var done = await commands.WaitAsync(started, progress, cancellationToken);
        var id = done.Spec?["datasetId"]?.GetValue<string>()
            ?? throw new VennProtocolException($"Command {done.Id} succeeded, but its spec has no 'datasetId'.");
        return await connection.GetAsync(ApiRoutes.Fill(ApiRoutes.Dataset, id), ProtocolJson.Default.Dataset, cancellationToken);
    }

    /// <summary>Verifies a dataset, or one version of it. What is wrong is in the report.</summary>
    public Task<VerifyReport> VerifyAsync(
        string datasetId, VerifyRequest? request = null, IProgress<Command>? progress = null,
        CancellationToken cancellationToken = default) =>
        VerifyPathAsync(ApiRoutes.Fill(ApiRoutes.Verify, datasetId), request, progress, cancellationToken);

    /// <summary>Verifies the whole store, for its owner.</summary>
    public Task<VerifyReport> VerifyStoreAsync(
        VerifyRequest? request = null, IProgress<Command>? progress = null, CancellationToken cancellationToken = default) =>
        VerifyPathAsync(ApiRoutes.VerifyStore, request, progress, cancellationToken);

    /// <summary>Refuses all writes from now on, with a reason.</summary>
    public Task<FreezeState> FreezeAsync(string datasetId, string reason, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(
            HttpMethod.Post, ApiRoutes.Fill(ApiRoutes.Freeze, datasetId), ProtocolJson.Default.FreezeState,
            JsonBody.Of(new FreezeRequest { Reason = reason }, ProtocolJson.Default.FreezeRequest), cancellationToken);

    /// <summary>Lets a dataset be written again.</summary>
    public Task<FreezeState> UnfreezeAsync(string datasetId, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(
            HttpMethod.Post, ApiRoutes.Fill(ApiRoutes.Unfreeze, datasetId), ProtocolJson.Default.FreezeState, null,
            cancellationToken);

    public Task<FreezeState> GetFreezeAsync(string datasetId, CancellationToken cancellationToken = default) =>
        connection.GetAsync(
            ApiRoutes.Fill(ApiRoutes.Freeze, datasetId), ProtocolJson.Default.FreezeState, cancellationToken);

    private async Task<VerifyReport> VerifyPathAsync(
        string path, VerifyRequest? request, IProgress<Command>? progress, CancellationToken cancellationToken)
    {
        var body = JsonBody.Of(request ?? new VerifyRequest(), ProtocolJson.Default.VerifyRequest);
        var done = await RunAsync(path, body, progress, cancellationToken);
        return done.Spec?["report"].Deserialize(ProtocolJson.Default.VerifyReport)
            ?? throw new VennProtocolException($"Command {done.Id} succeeded, but its spec has no 'report'.");
    }

    private Task<UndoResult> UndoAsync<T>(
        string path, T request, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        connection.WriteAsync(
            HttpMethod.Post, path, ProtocolJson.Default.UndoResult, JsonBody.Of(request, type), cancellationToken);

    private async Task<Command> RunAsync(
        string path, HttpContent body, IProgress<Command>? progress, CancellationToken cancellationToken)
    {
        var started = await connection.WriteAsync(
            HttpMethod.Post, path, ProtocolJson.Default.Command, body, cancellationToken);
        return await commands.WaitAsync(started, progress, cancellationToken);
    }

    private IAsyncEnumerable<T> WalkAsync<T>(
        string path, JsonTypeInfo<Page<T>> type, string? at, CancellationToken cancellationToken) =>
        Pages.WalkAsync(
            page => connection.GetAsync(
                References.At($"{path}?page={page}&pageSize={Pages.SizeMax}", at), type, cancellationToken),
            cancellationToken);
}
