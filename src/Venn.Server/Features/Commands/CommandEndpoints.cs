using System.Text.Json.Nodes;
using Venn.Server.Jobs;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Commands;

/// <summary>Routes of commands: seen by the members of their project.</summary>
internal static class CommandEndpoints
{
    private const int ListCountMax = 1000;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/commands", List).WithSummary("Commands of the caller's projects, newest first, as a plain array.");
        api.MapGet("/commands/{id}", Get).WithSummary("One command.");
        api.MapPost("/commands/{id}/abort", AbortAsync).WithSummary("Asks a running command to end.");
    }

    private static IResult List(HttpContext context, CommandService commands, ProjectAccess access)
    {
        var found = access.List(context.GetCaller())
            .SelectMany(project => commands.List(project.Id))
            .OrderByDescending(command => command.Id, StringComparer.Ordinal)
            .Take(ListCountMax);
        return WireJson.Result(new JsonArray([.. found.Select(command => command.ToWire(context.GetApiUrl()))]));
    }

    private static IResult Get(HttpContext context, string id, CommandService commands, ProjectAccess access) =>
        WireJson.Result(Require(context, id, commands, access).ToWire(context.GetApiUrl()));

    private static async Task<IResult> AbortAsync(HttpContext context, string id, CommandService commands, ProjectAccess access)
    {
        var command = Require(context, id, commands, access);
        if (command.Creator != context.GetCaller().Email)
        {
            access.Require(context.GetCaller(), command.ProjectId, ProjectRole.Engineer);
        }

        var after = await commands.AbortAsync(command.Id) ?? command;
        return WireJson.Result(after.ToWire(context.GetApiUrl()));
    }

    private static CommandState Require(HttpContext context, string id, CommandService commands, ProjectAccess access)
    {
        id = WireId.ParseEntity(id, "command");
        // One of no project is of the whole store, and seen by who started it.
        return commands.Find(id) is { } command && (command.ProjectId.Length == 0
            ? command.Creator == context.GetCaller().Email
            : access.MaySee(context.GetCaller(), command.ProjectId))
            ? command
            : throw ApiException.NotFound($"Command not found. id: {id}");
    }
}
