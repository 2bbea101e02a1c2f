using Venn.Client.Http;
using Venn.Protocol.Json;
using Venn.Protocol.Routes;
using Venn.Protocol.Slices;

namespace Venn.Client.Resources;

/// <summary>Saved slices of a dataset. A slice's id is a reference that every read takes, and the diff.</summary>
public sealed class SlicesClient
{
    private readonly ApiConnection connection;

    internal SlicesClient(ApiConnection connection) => this.connection = connection;

    /// <exception cref="Errors.VennApiException">409: the dataset has a slice of that name.</exception>
    public Task<Slice> SaveAsync(string datasetId, SliceRequest request, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(
            HttpMethod.Post, ApiRoutes.Fill(ApiRoutes.Slices, datasetId), ProtocolJson.Default.Slice,
            JsonBody.Of(request, ProtocolJson.Default.SliceRequest), cancellationToken);

    /// <summary>By name.</summary>
    public IAsyncEnumerable<Slice> ListAsync(string datasetId, CancellationToken cancellationToken = default) =>
        Pages.WalkAsync(
            page => connection.GetAsync(
                $"{ApiRoutes.Fill(ApiRoutes.Slices, datasetId)}?page={page}&pageSize={Pages.SizeMax}",
                ProtocolJson.Default.PageSlice, cancellationToken),
            cancellationToken);

    /// <param name="slice">Its name or id.</param>
    public Task<Slice> GetAsync(string datasetId, string slice, CancellationToken cancellationToken = default) =>
        connection.GetAsync(ApiRoutes.Fill(ApiRoutes.Slice, datasetId, slice), ProtocolJson.Default.Slice, cancellationToken);

    public Task DeleteAsync(string datasetId, string slice, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(HttpMethod.Delete, ApiRoutes.Fill(ApiRoutes.Slice, datasetId, slice), null, cancellationToken);

    /// <summary>What a slice holds, in which commit.</summary>
    /// <param name="withDigest">Reads every body of it.</param>
    public Task<ResolvedSlice> ResolveAsync(
        string datasetId, string slice, bool withDigest = false, CancellationToken cancellationToken = default) =>
        connection.ReadAsync(
            HttpMethod.Post,
            $"{ApiRoutes.Fill(ApiRoutes.SliceResolve, datasetId, slice)}{(withDigest ? "?digest=true" : "")}",
            ProtocolJson.Default.ResolvedSlice, null, cancellationToken);

    /// <summary>Writes the manifest, NDJSON: a line about the whole, then one for each file.</summary>
    public async Task WriteManifestAsync(
        string datasetId, string slice, Stream destination, CancellationToken cancellationToken = default)
    {
        using var response = await connection.OpenAsync(
            HttpMethod.Get, ApiRoutes.Fill(ApiRoutes.SliceManifest, datasetId, slice), null, null, cancellationToken);
        await response.Content.CopyToAsync(destination, cancellationToken);
    }
}
