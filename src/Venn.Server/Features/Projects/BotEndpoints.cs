using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Venn.Server.Features.Organizations;
using Venn.Server.Features.Users;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Projects;

/// <summary>Routes of bots: users of type bot, who belong to one project as engineers and may have a password.</summary>
internal static class BotEndpoints
{
    private const int PasswordSizeBytes = 24;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/projects/{id}/bots", List).WithSummary("Bots of a project, as a plain array.");
        api.MapPost("/projects/{id}/bots", CreateAsync).WithSummary("Makes a bot: {name, returnCredentials?}.");
        api.MapGet("/projects/{id}/bots/{botId}", Get).WithSummary("One bot.");
        api.MapDelete("/projects/{id}/bots/{botId}", DeleteAsync).WithSummary("Removes a bot.");
    }

    private static IResult List(
        HttpContext context, string id, ProjectAccess access, Documents documents, OrganizationStore organizations)
    {
        access.Require(context.GetCaller(), id, ProjectRole.Annotator);
        return WireJson.Result(new JsonArray([.. documents.List(Kinds.User)
            .Where(user => user.Root.GetText("projectId") == id)
            .Select(bot => ToWire(bot, organizations))]));
    }

    private static IResult Get(
        HttpContext context, string id, string botId, ProjectAccess access, Documents documents, OrganizationStore organizations)
    {
        access.Require(context.GetCaller(), id, ProjectRole.Annotator);
        return WireJson.Result(ToWire(Require(documents, id, botId), organizations));
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, string id, ProjectAccess access, Documents documents, VersionStore store,
        ProjectStore projects, OrganizationStore organizations)
    {
        var caller = context.GetCaller();
        access.Require(caller, id, ProjectRole.Engineer);
        var request = await JsonBody.ReadObjectAsync(context);
        var name = request.RequireText("name");
        var withPassword = request.GetFlag("returnCredentials") ?? false;
        var password = Convert.ToBase64String(RandomNumberGenerator.GetBytes(PasswordSizeBytes));
        var now = WireTime.Format(store.Clock.GetUtcNow());
        var botId = store.NewEntityId();
        var email = $"bot.{botId}@bots.venn.local";
        var bot = new Document(Kinds.User, botId, "", email, new JsonObject
        {
            ["email"] = email,
            ["firstName"] = name,
            ["lastName"] = "bot",
            ["type"] = "bot",
            ["projectId"] = id,
            ["creator"] = caller.Email,
            ["passwordHash"] = await Passwords.HashAsync(password),
            ["createdAt"] = now,
            ["updatedAt"] = now,
        });
        await documents.InsertAsync(bot);
        await projects.UpdateAsync(id, body => body.GetObject("members")![email] = ProjectRole.Engineer.ToWire());
        var wire = ToWire(bot, organizations);
        if (withPassword)
        {
            wire["password"] = password;
        }

        return WireJson.Result(wire);
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, string id, string botId, ProjectAccess access, Documents documents, ProjectStore projects)
    {
        access.Require(context.GetCaller(), id, ProjectRole.Engineer);
        var bot = Require(documents, id, botId);
        await projects.UpdateAsync(id, body => body.GetObject("members")!.Remove(bot.Name!));
        await documents.DeleteAsync(Kinds.User, bot.Id);
        return WireJson.Result(new JsonObject { ["id"] = bot.Id });
    }

    private static Document Require(Documents documents, string projectId, string botId) =>
        documents.Find(Kinds.User, botId) is { } bot && bot.Root.GetText("projectId") == projectId
            ? bot
            : throw ApiException.NotFound($"Bot not found. id: {botId}");

    private static JsonObject ToWire(Document bot, OrganizationStore organizations)
    {
        var wire = UserMapping.ToWire(bot, ProjectRole.Engineer.ToWire(), organizations.Default.Id);
        wire["name"] = bot.Root.GetText("firstName");
        return wire;
    }
}
