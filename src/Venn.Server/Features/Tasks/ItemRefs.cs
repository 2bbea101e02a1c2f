using System.Text.Json.Nodes;

namespace Venn.Server.Features.Tasks;

/// <summary>
/// An item's place in tasks: <c>metadata.system.refs</c> (the task, then the assignment, each with the item's status there),
/// the log of statuses, and <c>annotationStatus</c>, the statuses that hold now.
/// </summary>
internal static class ItemRefs
{
    private const string TaskType = "task";
    private const string AssignmentType = "assignment";

    public static bool IsInTask(JsonObject item, string taskId) => Find(item, taskId) is not null;

    /// <summary>Puts the item into a task.</summary>
    /// <returns>False when it was there.</returns>
    public static bool AddTask(JsonObject item, string taskId) => Add(item, TaskType, taskId);

    /// <summary>Puts the item into an assignment; where the task has a status for it, that is its status there too.</summary>
    public static bool AddAssignment(JsonObject item, string taskId, string assignmentId)
    {
        if (!Add(item, AssignmentType, assignmentId))
        {
            return false;
        }

        if (Find(item, taskId)?["metadata"] is JsonObject { Count: > 0 } held)
        {
            Find(item, assignmentId)!["metadata"] = held.DeepClone();
        }

        return true;
    }

    /// <summary>The assignment of these that the item is in.</summary>
    public static string? FindAssignment(JsonObject item, IReadOnlySet<string> assignmentIds) => Refs(item)
        .FirstOrDefault(reference => Text(reference, "type") == AssignmentType && assignmentIds.Contains(Text(reference, "id") ?? ""))
        is { } found ? Text(found, "id") : null;

    /// <summary>Takes the item out of a task or assignments.</summary>
    /// <returns>False when it was in none of them.</returns>
    public static bool Remove(JsonObject item, IReadOnlySet<string> ids)
    {
        if (item["metadata"]?["system"]?["refs"] is not JsonArray refs)
        {
            return false;
        }

        var before = refs.Count;
        for (var index = refs.Count - 1; index >= 0; index--)
        {
            if (refs[index] is JsonObject reference && ids.Contains(Text(reference, "id") ?? ""))
            {
                refs.RemoveAt(index);
            }
        }

        if (refs.Count == before)
        {
            return false;
        }

        UpdateAnnotationStatus(item);
        return true;
    }

    /// <summary>The item's status in a task, or null.</summary>
    public static string? GetStatus(JsonObject item, string taskId) => Find(item, taskId)?["metadata"]?["status"]?.GetValue<string>();

    /// <summary>Sets the item's status in a task and its assignment, and logs it.</summary>
    /// <returns>False when the item is not in the task.</returns>
    public static bool SetStatus(JsonObject item, string taskId, string? assignmentId, string status, string creator, string timestamp)
    {
        if (Find(item, taskId) is not { } task)
        {
            return false;
        }

        var entry = new JsonObject { ["status"] = status, ["creator"] = creator, ["timestamp"] = timestamp };
        task["metadata"] = entry.DeepClone();
        if (assignmentId is not null && Find(item, assignmentId) is { } assignment)
        {
            assignment["metadata"] = entry;
        }

        Log(item, "created", taskId, assignmentId, status, creator, timestamp);
        UpdateAnnotationStatus(item);
        return true;
    }

    /// <summary>Takes the item's status in a task away, and logs which it was.</summary>
    /// <returns>False when the item is not in the task.</returns>
    public static bool ClearStatus(JsonObject item, string taskId, string? assignmentId, string creator, string timestamp)
    {
        if (Find(item, taskId) is not { } task)
        {
            return false;
        }

        if (GetStatus(item, taskId) is not { } status)
        {
            return true;
        }

        task["metadata"] = new JsonObject();
        if (assignmentId is not null && Find(item, assignmentId) is { } assignment)
        {
            assignment["metadata"] = new JsonObject();
        }

        Log(item, "deleted", taskId, assignmentId, status, creator, timestamp);
        UpdateAnnotationStatus(item);
        return true;
    }

    private static bool Add(JsonObject item, string type, string id)
    {
        if (Find(item, id) is not null)
        {
            return false;
        }

        var system = System(item);
        if (system["refs"] is not JsonArray refs)
        {
            system["refs"] = refs = [];
        }

        refs.Add(new JsonObject { ["type"] = type, ["id"] = id, ["metadata"] = new JsonObject() });
        return true;
    }

    private static void Log(
        JsonObject item, string action, string taskId, string? assignmentId, string status, string creator, string timestamp)
    {
        var system = System(item);
        if (system["taskStatusLog"] is not JsonArray log)
        {
            system["taskStatusLog"] = log = [];
        }

        log.Add(new JsonObject
        {
            ["action"] = action,
            ["status"] = new JsonObject
            {
                ["taskId"] = taskId,
                ["assignmentId"] = assignmentId,
                ["status"] = status,
                ["creator"] = creator,
                ["timestamp"] = timestamp,
            },
        });
    }

    private static void UpdateAnnotationStatus(JsonObject item)
    {
        var statuses = Refs(item)
            .Where(reference => Text(reference, "type") == TaskType)
            .Select(reference => reference["metadata"]?["status"]?.GetValue<string>())
            .OfType<string>()
            .Distinct()
            .Select(status => JsonValue.Create(status))
            .ToArray();
        if (statuses.Length > 0)
        {
            System(item)["annotationStatus"] = new JsonArray([.. statuses]);
        }
        else
        {
            System(item).Remove("annotationStatus");
        }
    }

    private static JsonObject System(JsonObject item)
    {
        if (item["metadata"] is not JsonObject metadata)
        {
            item["metadata"] = metadata = [];
        }

        if (metadata["system"] is not JsonObject system)
        {
            metadata["system"] = system = [];
        }

        return system;
    }

    private static JsonObject? Find(JsonObject item, string id) => Refs(item).FirstOrDefault(reference => Text(reference, "id") == id);

    private static IEnumerable<JsonObject> Refs(JsonObject item) =>
        item["metadata"]?["system"]?["refs"] is JsonArray refs ? refs.OfType<JsonObject>() : [];

    // References are data that clients may write too: what is no text is passed over.
    private static string? Text(JsonObject from, string name) =>
        from[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
}
