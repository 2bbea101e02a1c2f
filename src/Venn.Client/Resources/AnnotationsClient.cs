using System.Text.Json.Nodes;
using Venn.Client.Http;
using Venn.Client.Queries;
using Venn.Protocol.Entities;
using Venn.Protocol.Json;
using Venn.Protocol.Queries;
using Venn.Protocol.Routes;

namespace Venn.Client.Resources;

public sealed class AnnotationsClient
{
    /// <summary>How many annotations one request carries; larger uploads are several requests.</summary>
    public const int BatchCountMax = 100;

    private readonly ApiConnection connection;

    private readonly string? at;

    internal AnnotationsClient(ApiConnection connection, string? at = null)
    {
        this.connection = connection;
        this.at = at;
    }

    /// <summary>Reads as of a past version: a commit, a snapshot or an instant. Such a client only reads.</summary>
    public AnnotationsClient At(string? reference) => reference is null ? this : new AnnotationsClient(connection, reference);

    /// <summary>Annotations of a dataset that satisfy a query, in the order of their ids.</summary>
    public IAsyncEnumerable<Annotation> ListAsync(
        string datasetId, Query? query = null, CancellationToken cancellationToken = default) =>
        Keyset.WalkAsync(
            connection, datasetId, at, query ?? Query.All, QueryResources.Annotations, ProtocolJson.Default.PageAnnotation,
            static annotation => annotation.Id!, cancellationToken);

    public async Task<IReadOnlyList<Annotation>> ListOfItemAsync(
        string datasetId, string itemId, CancellationToken cancellationToken = default)
    {
        var found = new List<Annotation>();
        await foreach (var annotation in ListAsync(datasetId, Query.All.Where("itemId", itemId), cancellationToken))
        {
            found.Add(annotation);
        }

        return found;
    }

    public Task<Annotation> GetAsync(string id, CancellationToken cancellationToken = default) =>
        connection.GetAsync(
            References.At(ApiRoutes.Fill(ApiRoutes.Annotation, id), at), ProtocolJson.Default.Annotation, cancellationToken);

    /// <summary>Puts annotations on an item: new ones, whatever ids they carry.</summary>
    /// <returns>What was made, in the order given.</returns>
    public async Task<IReadOnlyList<Annotation>> UploadAsync(
        string itemId, IReadOnlyList<Annotation> annotations, CancellationToken cancellationToken = default)
    {
        var made = new List<Annotation>(annotations.Count);
        var path = Writable(ApiRoutes.Fill(ApiRoutes.ItemAnnotations, itemId));
        foreach (var batch in annotations.Chunk(BatchCountMax))
        {
            made.AddRange(await connection.WriteAsync(
                HttpMethod.Post, path, ProtocolJson.Default.AnnotationArray,
                JsonBody.Of(batch, ProtocolJson.Default.AnnotationArray), cancellationToken));
        }

        return made;
    }

    /// <summary>Changes an annotation: keys given are set, keys given as null are removed.</summary>
    public Task<Annotation> UpdateAsync(string id, JsonObject patch, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(
            HttpMethod.Put, Writable(ApiRoutes.Fill(ApiRoutes.Annotation, id)) + "?system=true", ProtocolJson.Default.Annotation,
            JsonBody.Of(patch, ProtocolJson.Default.JsonObject), cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(HttpMethod.Delete, Writable(ApiRoutes.Fill(ApiRoutes.Annotation, id)), null, cancellationToken);

    private string Writable(string path) => at is null
        ? path
        : throw new InvalidOperationException($"This client reads as of '{at}': what is past cannot be changed.");
}
