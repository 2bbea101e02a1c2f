using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Server.Features.Items;
using Venn.Server.Wire;

namespace Venn.Server.Features.Tasks;

/// <summary>
/// Consensus and qualification tasks: some of the items are copied, without annotations, once for each of several assignees,
/// into the hidden directory <c>/.consensus</c>; the originals of the copied carry a reference of nobody's assignment, by
/// which clients tell them from what is worked on. The other items are given out as in any task.
/// </summary>
internal sealed class ConsensusCopies(IReadOnlyList<WorkloadShare> shares, double percentage, int assigneesPerItem)
{
    private const string Root = "/.consensus";

    /// <exception cref="ApiException">400: a field is wrong.</exception>
    public static ConsensusCopies Read(JsonObject system, IReadOnlyList<WorkloadShare> shares)
    {
        if (shares.Count == 0)
        {
            throw ApiException.BadRequest("A consensus task needs assignees: give workload, or metadata.system.allowedAssignees.");
        }

        var percentage = system.GetNumber("consensusPercentage") ?? 100;
        if (percentage is < 0 or > 100)
        {
            throw ApiException.BadRequest($"metadata.system.consensusPercentage is {percentage}; give a number from 0 to 100.");
        }

        var assignees = system.GetNumber("consensusAssignees") ?? shares.Count;
        if (assignees < 1 || assignees > shares.Count)
        {
            throw ApiException.BadRequest(
                $"metadata.system.consensusAssignees is {assignees}; the task has {shares.Count} assignees: give a number from 1 to that.");
        }

        return new ConsensusCopies(shares, percentage, (int)assignees);
    }

    /// <returns>The id that the originals refer to; null when nothing was copied.</returns>
    public string? Apply(TaskEdit edit, List<Revision> items)
    {
        var count = (int)Math.Round(items.Count * percentage / 100, MidpointRounding.AwayFromZero);
        edit.Distribute(items.Skip(count).ToList(), shares);
        if (count == 0)
        {
            return null;
        }

        var originals = edit.NewEntityId();
        for (var index = 0; index < count; index++)
        {
            for (var turn = 0; turn < assigneesPerItem; turn++)
            {
                Copy(edit, items[index], shares[(index + turn) % shares.Count].Annotator);
            }

            edit.Edit(items[index], body => ItemRefs.AddTask(body, edit.Task.Id)
                | ItemRefs.AddAssignment(body, edit.Task.Id, originals));
        }

        return originals;
    }

    private static void Copy(TaskEdit edit, Revision item, string annotator)
    {
        var assignment = edit.EnsureAssignment(annotator);
        var path = $"{Root}/{assignment.Id}{item.Path}";
        ItemDirectories.EnsureAbove(edit.Writer, path, edit.Author);
        var identity = edit.Writer.NewIdentity();
        var body = JsonBody.ParseNode(item.Body, "item")!.AsObject();
        body["hidden"] = true;
        body["creator"] = edit.Author;
        body["createdAt"] = WireTime.Format(identity.CreatedAt);
        body["updatedAt"] = WireTime.Format(identity.CreatedAt);
        body["updatedBy"] = edit.Author;
        foreach (var name in new[] { "refs", "taskStatusLog", "annotationStatus", "thumbnailId" })
        {
            (body["metadata"]?["system"] as JsonObject)?.Remove(name);
        }

        ItemRefs.AddTask(body, edit.Task.Id);
        ItemRefs.AddAssignment(body, edit.Task.Id, assignment.Id);
        edit.Writer.AddItem(item with
        {
            Number = new RevisionNumber(-1),
            Lineage = identity.Lineage,
            Source = item.Lineage,
            SourceDataset = edit.Writer.Base.Dataset.Ordinal,
            Path = path,
            Body = WireJson.ToBytes(body),
        });
    }
}
