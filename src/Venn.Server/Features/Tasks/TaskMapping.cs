using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Server.Hosting;
using Venn.Server.Wire;

namespace Venn.Server.Features.Tasks;

/// <summary>A task as the wire shows it.</summary>
internal static class TaskMapping
{
    private static readonly string[] Keys =
    [
        "name", "status", "projectId", "datasetId", "recipeId", "creator", "taskOwner", "spec", "dueDate", "priority", "assignmentIds",
        "metadata", "query", "availableActions", "description", "createdAt", "updatedAt",
    ];

    public static JsonObject ToWire(Document task, VersionStore store, string apiUrl)
    {
        var body = task.ToObject();
        var wire = new JsonObject { ["id"] = task.Id, ["url"] = $"{apiUrl}/annotationtasks/{task.Id}" };
        foreach (var key in Keys)
        {
            wire[key] = body[key]?.DeepClone();
        }

        var counts = TaskCounts.Of(FindDataset(task, store), task.Id, Statuses(task));
        if (counts.IsDone && body.GetText("status") == "open")
        {
            wire["status"] = "completed";
        }

        counts.WriteTo(wire);
        wire["progress"] = counts.Progress;
        return wire;
    }

    /// <summary>The task's dataset, while it lives.</summary>
    public static Dataset? FindDataset(Document task, VersionStore store) =>
        WireId.TryParse(task.Root.GetText("datasetId"), out var ordinal, out _) ? store.Find(ordinal) : null;

    public static IReadOnlyList<string> AssignmentIds(Document task) =>
        [.. task.Root.GetProperty("assignmentIds").EnumerateArray().Select(id => id.GetString()!)];

    /// <summary>All ids by which items refer to the task: its own, its assignments', and that of originals of consensus copies.</summary>
    public static HashSet<string> RefIds(Document task)
    {
        var ids = AssignmentIds(task).Append(task.Id).ToHashSet(StringComparer.Ordinal);
        if (task.Root.GetProperty("metadata").GetProperty("system").GetText("consensusAssignmentId") is { } originals)
        {
            ids.Add(originals);
        }

        return ids;
    }

    /// <summary>Actions of the task: what an item's status in it can be.</summary>
    public static IEnumerable<string> Statuses(Document task) =>
        task.Root.TryGetProperty("availableActions", out var actions) && actions.ValueKind == JsonValueKind.Array
            ? actions.EnumerateArray().Select(action => action.GetText("action")).OfType<string>()
            : [];

    /// <summary>What a task of that type offers when its maker names nothing.</summary>
    public static JsonArray DefaultActions(bool isQa) =>
    [
        isQa ? Action("approved", "Approved", "#00ff00") : Action("completed", "Completed", "#00ff00"),
        Action("discard", "Discarded", "#ff0000"),
    ];

    private static JsonObject Action(string action, string displayName, string color) =>
        new() { ["action"] = action, ["displayName"] = displayName, ["color"] = color };
}
