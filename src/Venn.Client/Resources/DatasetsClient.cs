using System.Text.Json.Nodes;
using Venn.Client.Errors;
using Venn.Client.Http;
using Venn.Client.Queries;
using Venn.Protocol.Commands;
using Venn.Protocol.Entities;
using Venn.Protocol.Facets;
using Venn.Protocol.Json;
using Venn.Protocol.Queries;
using Venn.Protocol.Requests;
using Venn.Protocol.Routes;
using Venn.Protocol.Versions.Merging;

namespace Venn.Client.Resources;

public sealed class DatasetsClient
{
    private readonly ApiConnection connection;
    private readonly CommandsClient commands;

    internal DatasetsClient(ApiConnection connection, CommandsClient commands)
    {
        this.connection = connection;
        this.commands = commands;
    }

    /// <summary>Makes an empty dataset, with a recipe and an ontology of its own.</summary>
    public Task<Dataset> CreateAsync(string projectId, string name, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(
            HttpMethod.Post, ApiRoutes.Datasets, ProtocolJson.Default.Dataset,
            JsonBody.Of(
                new CreateDatasetRequest { Name = name, Projects = [projectId] },
                ProtocolJson.Default.CreateDatasetRequest),
            cancellationToken);

    public Task<Dataset> GetAsync(string id, CancellationToken cancellationToken = default) =>
        connection.GetAsync(ApiRoutes.Fill(ApiRoutes.Dataset, id), ProtocolJson.Default.Dataset, cancellationToken);

    /// <summary>Counts by value, histograms, values that stand together and totals of a slice of a version, in one request.</summary>
    public Task<FacetsAnswer> FacetsAsync(
        string datasetId, FacetsRequest request, CancellationToken cancellationToken = default) =>
        connection.ReadAsync(
            HttpMethod.Post, ApiRoutes.Fill(ApiRoutes.Facets, datasetId), ProtocolJson.Default.FacetsAnswer,
            () => JsonBody.Of(request, ProtocolJson.Default.FacetsRequest), cancellationToken);

    /// <summary>The dataset of a name in a project, or null.</summary>
    public async Task<Dataset?> FindAsync(string projectId, string name, CancellationToken cancellationToken = default)
    {
        // Names may hold the wildcards of the query language: what comes back is compared.
        await foreach (var dataset in ListAsync(projectId, Query.All.Where("name", name), cancellationToken))
        {
            if (dataset.Name == name)
            {
                return dataset;
            }
        }

        return null;
    }

    /// <summary>Datasets of a project, or of all that the user sees.</summary>
    public IAsyncEnumerable<Dataset> ListAsync(
        string? projectId = null, Query? query = null, CancellationToken cancellationToken = default)
    {
        var body = (query ?? Query.All).ToBody(QueryResources.Datasets) with
        {
            PageSize = Pages.SizeMax,
            Context = projectId is null ? null : new JsonObject { ["projects"] = new JsonArray(projectId) },
        };
        return Pages.WalkAsync(
            page => connection.ReadAsync(
                HttpMethod.Post, ApiRoutes.DatasetsQuery, ProtocolJson.Default.PageDataset,
                () => JsonBody.Of(body with { Page = page }, ProtocolJson.Default.QueryBody), cancellationToken),
            cancellationToken);
    }

    public Task<Dataset> RenameAsync(string id, string name, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(
            HttpMethod.Patch, ApiRoutes.Fill(ApiRoutes.Dataset, id), ProtocolJson.Default.Dataset,
            JsonBody.Of(new JsonObject { ["name"] = name }, ProtocolJson.Default.JsonObject), cancellationToken);

    public Task DeleteAsync(string id, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(HttpMethod.Delete, ApiRoutes.Fill(ApiRoutes.Dataset, id), null, cancellationToken);

    /// <summary>
    /// Clones a dataset, whole or by a filter, to a new dataset or into an existing one; not a byte of a file is copied.
    /// </summary>
    /// <returns>The new dataset, or the one cloned into.</returns>
    /// <exception cref="VennCommandException">The name is taken, or the source was deleted meanwhile.</exception>
    public async Task<Dataset> CloneAsync(
        string sourceId, CloneRequest request, IProgress<Command>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var started = await StartCloneAsync(sourceId, request, cancellationToken);
        var done = await commands.WaitAsync(started, progress, cancellationToken);
        return await GetAsync(
            ReadText(done.Spec, "returnedModelId") ?? throw Missing(done, "returnedModelId"), cancellationToken);
    }

    public Task<Command> StartCloneAsync(
        string sourceId, CloneRequest request, CancellationToken cancellationToken = default)
    {
        // The wire wants a filter always; an empty one is everything.
        var body = request with { Filter = request.Filter ?? Query.All.ToBody() };
        return connection.WriteAsync(
            HttpMethod.Post, ApiRoutes.Fill(ApiRoutes.DatasetClone, sourceId), ProtocolJson.Default.Command,
            JsonBody.Of(body, ProtocolJson.Default.CloneRequest), cancellationToken);
    }

    /// <summary>Merges two or more datasets into a new one.</summary>
    /// <exception cref="VennApiException">Their default recipes differ; the message names them.</exception>
    /// <exception cref="VennCommandException">The name is taken, or the policy is <c>fail</c> and there are conflicts.</exception>
    public async Task<Dataset> MergeAsync(
        MergeRequest request, IProgress<Command>? progress = null, CancellationToken cancellationToken = default)
    {
        var started = await connection.WriteAsync(
            HttpMethod.Post, ApiRoutes.DatasetMerge, ProtocolJson.Default.Command,
            JsonBody.Of(request, ProtocolJson.Default.MergeRequest), cancellationToken);
        var done = await commands.WaitAsync(started, progress, cancellationToken);

        // Dataloop's wire promises only that the key is there; ours has the id too.
        var made = done.Spec?["mergeDatasetsConfiguration"] as JsonObject;
        if (ReadText(made, "newDatasetId") is { } id)
        {
            return await GetAsync(id, cancellationToken);
        }

        var project = request.ProjectIds.Count > 0
            ? request.ProjectIds[0]
            : (await GetAsync(request.DatasetsIds[0], cancellationToken)).Projects[0];
        return await FindAsync(project, request.Name, cancellationToken)
            ?? throw Missing(done, "mergeDatasetsConfiguration");
    }

    /// <summary>What a merge would do; nothing is written.</summary>
    public Task<MergeReport> PreviewMergeAsync(MergeRequest request, CancellationToken cancellationToken = default) =>
        connection.ReadAsync(
            HttpMethod.Post, ApiRoutes.MergePreview, ProtocolJson.Default.MergeReport,
            () => JsonBody.Of(request, ProtocolJson.Default.MergeRequest), cancellationToken);

    private static string? ReadText(JsonObject? spec, string key) =>
        spec?[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static VennProtocolException Missing(Command command, string key) =>
        new($"Command {command.Id} ({command.Type}) succeeded, but its spec has no '{key}'.");
}
