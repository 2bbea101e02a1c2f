using System.Text.Json.Nodes;
using Venn.Server.Features.Organizations;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Users;

/// <summary>The caller's own account and API keys.</summary>
internal static class UserEndpoints
{
    private const int PasswordLengthMin = 8;

    private static readonly TimeSpan ApiKeyLifetime = TimeSpan.FromDays(3650);

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/users/me", GetMe).WithSummary("The caller.");
        api.MapPatch("/users/me", PatchMeAsync).WithSummary("Changes the caller's firstName and lastName.");
        api.MapPost("/users/me/password", SetPasswordAsync).WithSummary("Sets the caller's password: {password, current?}.");
        api.MapPost("/apiKeys", CreateKeyAsync).WithSummary("Makes an API key of the caller; its jwt is shown this once.");
        api.MapGet("/apiKeys", ListKeys).WithSummary("The caller's API keys.");
        api.MapDelete("/apiKeys/{id}", RevokeKeyAsync).WithSummary("Revokes an API key.");
    }

    private static IResult GetMe(HttpContext context, UserStore users, OrganizationStore organizations)
    {
        var user = users.Find(context.GetCaller().Email)!;
        return WireJson.Result(UserMapping.ToWire(user, organizations.GetRole(user.Name!), organizations.Default.Id));
    }

    private static async Task<IResult> PatchMeAsync(
        HttpContext context, Documents documents, VersionStore store, OrganizationStore organizations)
    {
        var patch = await JsonBody.ReadObjectAsync(context);
        var user = await documents.UpdateAsync(Kinds.User, context.GetCaller().UserId, body =>
        {
            body["firstName"] = patch.GetText("firstName") ?? body.GetText("firstName");
            body["lastName"] = patch.GetText("lastName") ?? body.GetText("lastName");
            body["updatedAt"] = WireTime.Format(store.Clock.GetUtcNow());
        });
        return WireJson.Result(UserMapping.ToWire(user!, organizations.GetRole(user!.Name!), organizations.Default.Id));
    }

    private static async Task<IResult> SetPasswordAsync(HttpContext context, Documents documents)
    {
        var request = await JsonBody.ReadObjectAsync(context);
        var password = request.RequireText("password");
        if (password.Length < PasswordLengthMin)
        {
            throw ApiException.BadRequest($"password is too short: give at least {PasswordLengthMin} characters.");
        }

        var hash = await Passwords.HashAsync(password);
        var user = documents.Find(Kinds.User, context.GetCaller().UserId)!;
        if (user.Root.GetText("passwordHash") is { } old && !await Passwords.VerifyAsync(request.GetText("current") ?? "", old))
        {
            throw ApiException.Forbidden("current is not the present password.");
        }

        await documents.UpdateAsync(Kinds.User, user.Id, body => body["passwordHash"] = hash);
        return WireJson.Result(new JsonObject { ["email"] = user.Name });
    }

    private static async Task<IResult> CreateKeyAsync(
        HttpContext context, Documents documents, VersionStore store, TokenIssuer tokens)
    {
        var request = await JsonBody.ReadObjectAsync(context);
        var caller = context.GetCaller();
        if (request.GetText("userId") is { } userId
            && !string.Equals(userId, caller.Email, StringComparison.OrdinalIgnoreCase) && userId != caller.UserId)
        {
            throw ApiException.Forbidden($"userId is '{userId}', but a key can be made for oneself alone: {caller.Email}.");
        }

        var key = new Document(Kinds.ApiKey, store.NewEntityId(), caller.Email, null, new JsonObject
        {
            ["description"] = request.GetText("description"),
            ["createdAt"] = WireTime.Format(store.Clock.GetUtcNow()),
        });
        await documents.InsertAsync(key);
        var answer = ToWire(key);
        answer["jwt"] = tokens.Issue(caller.Email, ApiKeyLifetime, TokenUse.Access, key.Id);
        return WireJson.Result(answer);
    }

    private static IResult ListKeys(HttpContext context, Documents documents) => WireJson.Result(
        new JsonArray([.. documents.List(Kinds.ApiKey, context.GetCaller().Email).Select(ToWire)]));

    private static async Task<IResult> RevokeKeyAsync(HttpContext context, string id, Documents documents)
    {
        if (documents.Find(Kinds.ApiKey, id) is not { } key || key.Scope != context.GetCaller().Email)
        {
            throw ApiException.NotFound($"API key not found. id: {id}");
        }

        await documents.DeleteAsync(Kinds.ApiKey, id);
        return WireJson.Result(new JsonObject { ["id"] = id });
    }

    private static JsonObject ToWire(Document key) => new()
    {
        ["id"] = key.Id,
        ["userId"] = key.Scope,
        ["description"] = key.Root.GetText("description"),
        ["createdAt"] = key.Root.GetText("createdAt"),
    };
}
