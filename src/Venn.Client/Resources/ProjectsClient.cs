using System.Net;
using Venn.Client.Errors;
using Venn.Client.Http;
using Venn.Protocol.Entities;
using Venn.Protocol.Json;
using Venn.Protocol.Routes;

namespace Venn.Client.Resources;

public sealed class ProjectsClient
{
    private readonly ApiConnection connection;

    internal ProjectsClient(ApiConnection connection) => this.connection = connection;

    /// <summary>The projects of which the user is a member.</summary>
    public async Task<IReadOnlyList<Project>> ListAsync(CancellationToken cancellationToken = default) =>
        await connection.GetAsync(ApiRoutes.Projects, ProtocolJson.Default.ProjectArray, cancellationToken);

    public Task<Project> GetAsync(string id, CancellationToken cancellationToken = default) =>
        connection.GetAsync(ApiRoutes.Fill(ApiRoutes.Project, id), ProtocolJson.Default.Project, cancellationToken);

    /// <summary>The project of a name, or null.</summary>
    public async Task<Project?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        try
        {
            var path = ApiRoutes.Fill(ApiRoutes.ProjectsByName, name);
            var found = await connection.GetAsync(path, ProtocolJson.Default.ProjectArray, cancellationToken);
            return found.FirstOrDefault();
        }
        catch (VennApiException exception) when (exception.Status == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public Task<Project> CreateAsync(string name, CancellationToken cancellationToken = default)
    {
        // The wire takes a form here, not JSON.
        var form = new FormUrlEncodedContent([KeyValuePair.Create("name", name)]);
        return connection.WriteAsync(
            HttpMethod.Post, ApiRoutes.Projects, ProtocolJson.Default.Project, form, cancellationToken);
    }

    /// <summary>Deletes a project with all its datasets.</summary>
    public Task DeleteAsync(string id, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(HttpMethod.Delete, ApiRoutes.Fill(ApiRoutes.Project, id), null, cancellationToken);
}
