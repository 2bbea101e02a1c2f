using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Tasks;

/// <summary>Reads what a task is made of from requests.</summary>
internal static class TaskRequest
{
    private const int PriorityDefault = 2;

    /// <summary>A task's document from a creation request, not yet written.</summary>
    /// <exception cref="ApiException">400: a field is missing or wrong.</exception>
    public static Document Create(string id, JsonObject request, Dataset dataset, Caller caller, string now)
    {
        var spec = request.GetObject("spec")?.DeepClone().AsObject() ?? new JsonObject { ["type"] = "annotation" };
        var type = spec.GetText("type");
        if (type is not ("annotation" or "qa"))
        {
            throw ApiException.BadRequest($"spec.type is '{type}'; give annotation or qa.");
        }

        var metadata = request.GetObject("metadata")?.DeepClone().AsObject() ?? [];
        metadata["system"] = metadata.GetObject("system")?.DeepClone() ?? new JsonObject();
        return new Document(Kinds.Task, id, dataset.Info.Scope, null, new JsonObject
        {
            ["name"] = request.RequireText("name"),
            ["status"] = "open",
            ["projectId"] = dataset.Info.Scope,
            ["datasetId"] = WireId.OfDataset(dataset.Ordinal),
            ["recipeId"] = request.GetText("recipeId"),
            ["creator"] = caller.Email,
            ["taskOwner"] = (request.GetText("taskOwner") ?? caller.Email).ToLowerInvariant(),
            ["spec"] = spec,
            ["dueDate"] = request.GetNumber("dueDate") is null ? null : request["dueDate"]!.DeepClone(),
            ["priority"] = ReadPriority(request) ?? PriorityDefault,
            ["assignmentIds"] = new JsonArray(),
            ["metadata"] = metadata,
            ["query"] = TaskQuery.WithSort(request.RequireText("query")),
            ["availableActions"] = ReadActions(request) ?? TaskMapping.DefaultActions(type == "qa"),
            ["description"] = ReadDescription(request),
            ["createdAt"] = now,
            ["updatedAt"] = now,
        });
    }

    public static int? ReadPriority(JsonObject request) => request.GetNumber("priority") switch
    {
        null => null,
        1 or 2 or 3 => (int)request.GetNumber("priority")!.Value,
        var other => throw ApiException.BadRequest($"priority is {other}; give 1 (low), 2 (medium) or 3 (high)."),
    };

    public static JsonArray? ReadActions(JsonObject request)
    {
        if (request.GetArray("availableActions") is not { Count: > 0 } actions)
        {
            return null;
        }

        for (var index = 0; index < actions.Count; index++)
        {
            var action = actions[index] as JsonObject ?? throw JsonBody.Wrong($"availableActions[{index}]", "{action, …}", actions[index]);
            action.RequireText("action");
        }

        return actions.DeepClone().AsArray();
    }

    public static JsonNode? ReadDescription(JsonObject request) => request["description"] switch
    {
        null => null,
        JsonObject found => found.DeepClone(),
        var text => new JsonObject { ["content"] = request.GetText("description") ?? text.ToString() },
    };
}
