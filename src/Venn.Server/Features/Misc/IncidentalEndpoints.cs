using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authorization;
using Venn.Server.Wire;

namespace Venn.Server.Features.Misc;

/// <summary>Routes that clients touch in passing, of things Venn does not have: empty answers of the right shape.</summary>
internal static class IncidentalEndpoints
{
    private static readonly string[] EmptyQueries =
    [
        "/executions/resource/query", "/executions/query", "/services/query", "/packages/query", "/triggers/query",
        "/pipelines/query", "/models/query", "/apps/query", "/app-registry/query", "/compositions/query", "/dpks/query",
    ];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/sdk/check", () => WireJson.Result(new JsonObject { ["level"] = "debug", ["msg"] = "" }))
            .WithMetadata(new AllowAnonymousAttribute()).WithSummary("Whether the client's version is good: always.");
        foreach (var path in EmptyQueries)
        {
            api.MapPost(path, () => WireJson.Result(Page.Empty())).WithSummary("An empty page: not part of Venn.");
        }

        api.MapGet("/inbox/message/user", () => WireJson.Result(Page.Empty())).WithSummary("Messages: none.");
        api.MapPost("/analytics/query", () => WireJson.Result(new JsonArray())).WithSummary("Analytics: none.");
        api.MapPost("/analytics/metric", () => WireJson.Result(new JsonArray())).WithSummary("Metrics: none.");
        api.MapGet("/scores/tasks/{id}", (string id) => WireJson.Result(Page.Empty())).WithSummary("QA scores: none.");
        api.MapGet("/scores/tasks/{id}/items/{itemId}", (string id, string itemId) => WireJson.Result(Page.Empty()))
            .WithSummary("QA scores: none.");
        api.MapGet("/scores/tasks/{id}/annotations/{annotationId}", (string id, string annotationId) => WireJson.Result(Page.Empty()))
            .WithSummary("QA scores: none.");
        api.MapPost("/outbox", () => WireJson.Result(new JsonObject())).WithSummary("Accepted and not sent: Venn has no mail.");
    }
}
