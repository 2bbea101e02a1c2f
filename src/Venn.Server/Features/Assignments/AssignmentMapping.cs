using System.Text.Json.Nodes;
using Venn.Server.Features.Tasks;
using Venn.Server.Hosting;
using Venn.Server.Wire;

namespace Venn.Server.Features.Assignments;

/// <summary>An assignment as the wire shows it.</summary>
internal static class AssignmentMapping
{
    private static readonly string[] Keys =
        ["name", "annotator", "status", "projectId", "metadata", "createdAt", "updatedAt", "updatedBy"];

    public static JsonObject ToWire(Document assignment, Documents documents, VersionStore store, string apiUrl)
    {
        var body = assignment.ToObject();
        var wire = new JsonObject { ["id"] = assignment.Id, ["url"] = $"{apiUrl}/assignments/{assignment.Id}" };
        foreach (var key in Keys)
        {
            wire[key] = body[key]?.DeepClone();
        }

        var task = documents.Find(Kinds.Task, TaskIdOf(assignment));
        var counts = TaskCounts.Of(
            task is null ? null : TaskMapping.FindDataset(task, store), assignment.Id, task is null ? [] : TaskMapping.Statuses(task));
        if (counts.IsDone && body.GetText("status") == "open")
        {
            wire["status"] = "completed";
        }

        counts.WriteTo(wire);
        return wire;
    }

    public static string TaskIdOf(Document assignment) => assignment.Root.GetText("taskId") ?? "";

    public static string AnnotatorOf(Document assignment) => assignment.Root.GetText("annotator") ?? "";

    /// <summary>A new assignment, not yet written.</summary>
    public static Document Create(string id, string annotator, Document task, string author, string now) =>
        new(Kinds.Assignment, id, task.Scope, null, new JsonObject
        {
            ["name"] = $"{task.Root.GetText("name")} ({annotator})",
            ["annotator"] = annotator,
            ["status"] = "open",
            ["projectId"] = task.Scope,
            ["taskId"] = task.Id,
            ["metadata"] = new JsonObject
            {
                ["system"] = new JsonObject
                {
                    ["datasetId"] = task.Root.GetText("datasetId"),
                    ["taskId"] = task.Id,
                    ["markForDeletion"] = false,
                },
            },
            ["createdAt"] = now,
            ["updatedAt"] = now,
            ["updatedBy"] = author,
        });
}
