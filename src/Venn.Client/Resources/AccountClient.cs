using Venn.Client.Http;
using Venn.Protocol.Entities;
using Venn.Protocol.Json;
using Venn.Protocol.Requests;
using Venn.Protocol.Routes;

namespace Venn.Client.Resources;

/// <summary>The user as whom the client speaks: the password and the API keys.</summary>
public sealed class AccountClient
{
    private readonly ApiConnection connection;

    internal AccountClient(ApiConnection connection) => this.connection = connection;

    public Task<User> GetAsync(CancellationToken cancellationToken = default) =>
        connection.GetAsync(ApiRoutes.Me, ProtocolJson.Default.User, cancellationToken);

    /// <summary>Sets the password; tokens that are out stay good.</summary>
    /// <exception cref="Errors.VennApiException">403: <c>Current</c> is not the present one; 400: the new one is too short.</exception>
    public Task SetPasswordAsync(PasswordRequest request, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(
            HttpMethod.Post, ApiRoutes.MyPassword, JsonBody.Of(request, ProtocolJson.Default.PasswordRequest), cancellationToken);

    /// <summary>Makes a key; its token is in this answer and in none later.</summary>
    public Task<ApiKey> CreateKeyAsync(ApiKeyRequest request, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(
            HttpMethod.Post, ApiRoutes.ApiKeys, ProtocolJson.Default.ApiKey, JsonBody.Of(request, ProtocolJson.Default.ApiKeyRequest),
            cancellationToken);

    public async Task<IReadOnlyList<ApiKey>> ListKeysAsync(CancellationToken cancellationToken = default) =>
        await connection.GetAsync(ApiRoutes.ApiKeys, ProtocolJson.Default.ApiKeyArray, cancellationToken);

    /// <summary>Revokes a key: its token, and every one that came of it, is refused from then on.</summary>
    public Task RevokeKeyAsync(string id, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(HttpMethod.Delete, ApiRoutes.Fill(ApiRoutes.ApiKey, id), null, cancellationToken);
}
