using System.Text.Json.Nodes;
using Venn.Server.Features.Tasks;

namespace Venn.Server.Tests.Features.Tasks;

public sealed class ItemRefsTests
{
    private readonly JsonObject item = new() { ["metadata"] = new JsonObject { ["user"] = new JsonObject { ["k"] = 1 } } };

    [Fact]
    public void SetStatus_ItemOfAnAssignment_WritesBothReferencesAndOneLogEntry()
    {
        ItemRefs.AddTask(item, "t");
        ItemRefs.AddAssignment(item, "t", "a");

        Assert.True(ItemRefs.SetStatus(item, "t", "a", "completed", "ann@example.org", "now"));

        const string status = """{"status":"completed","creator":"ann@example.org","timestamp":"now"}""";
        Assert.Equal(
            $$"""{"refs":[{"type":"task","id":"t","metadata":{{status}}},{"type":"assignment","id":"a","metadata":{{status}}}],"""
            + """
            "taskStatusLog":[{"action":"created","status":{"taskId":"t","assignmentId":"a","status":"completed","creator":"ann@example.org","timestamp":"now"}}],"annotationStatus":["completed"]}
            """,
            item["metadata"]!["system"]!.ToJsonString());
    }

    [Fact]
    public void ClearStatus_ItemWithStatus_LogsTheStatusThatWasAndRemovesIt()
    {
        ItemRefs.AddTask(item, "t");
        ItemRefs.SetStatus(item, "t", null, "discard", "ann@example.org", "1");

        Assert.True(ItemRefs.ClearStatus(item, "t", null, "ann@example.org", "2"));

        var last = item["metadata"]!["system"]!["taskStatusLog"]![1]!;
        Assert.Equal(("deleted", "discard"), (last["action"]!.GetValue<string>(), last["status"]!["status"]!.GetValue<string>()));
        Assert.Null(ItemRefs.GetStatus(item, "t"));
        Assert.Null(item["metadata"]!["system"]!["annotationStatus"]);
    }

    [Fact]
    public void SetStatus_ItemOfAnotherTask_IsFalseAndChangesNothing()
    {
        var before = item.ToJsonString();

        Assert.False(ItemRefs.SetStatus(item, "t", null, "completed", "ann@example.org", "now"));
        Assert.Equal(before, item.ToJsonString());
    }

    [Fact]
    public void Remove_TaskAndAssignment_LeavesOtherTasks()
    {
        ItemRefs.AddTask(item, "t");
        ItemRefs.AddAssignment(item, "t", "a");
        ItemRefs.AddTask(item, "other");

        Assert.True(ItemRefs.Remove(item, new HashSet<string> { "t", "a" }));

        Assert.False(ItemRefs.IsInTask(item, "t"));
        Assert.True(ItemRefs.IsInTask(item, "other"));
        Assert.False(ItemRefs.Remove(item, new HashSet<string> { "t", "a" }));
    }
}
