using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Server.Features.Users;
using Venn.Server.Hosting;
using Venn.Server.Wire;

namespace Venn.Server.Features.Tasks;

/// <summary>
/// How a new task gives out its items: by workload; by pulling (each allowed assignee starts with one batch, the rest
/// waits in the task); or by consensus (copies of some items for several assignees, see <see cref="ConsensusCopies"/>).
/// </summary>
internal sealed class TaskPlan
{
    private readonly IReadOnlyList<WorkloadShare> shares;
    private readonly int? batchSize;
    private readonly ConsensusCopies? consensus;
    private string? consensusAssignmentId;

    private TaskPlan(IReadOnlyList<WorkloadShare> shares, int? batchSize, ConsensusCopies? consensus) =>
        (this.shares, this.batchSize, this.consensus) = (shares, batchSize, consensus);

    public IEnumerable<string> Annotators => shares.Select(share => share.Annotator);

    /// <exception cref="ApiException">400: a field is wrong.</exception>
    public static TaskPlan Read(JsonObject request, Document task)
    {
        var system = task.ToObject().GetObject("metadata")!.GetObject("system")!;
        var allowed = system.GetTexts("allowedAssignees")?
            .Select((email, index) => Email.Require(email, $"metadata.system.allowedAssignees[{index}]")).Distinct().ToList();
        var shares = Workload.Read(request) ?? (allowed is { Count: > 0 } ? Workload.Even(allowed) : []);
        var batchSize = system.GetNumber("batchSize") switch
        {
            null => (int?)null,
            >= 1 and <= 1_000_000 and var size => (int)size,
            var other => throw ApiException.BadRequest($"metadata.system.batchSize is {other}; give a whole number from 1."),
        };
        return new TaskPlan(shares, batchSize, IsConsensus(system) ? ConsensusCopies.Read(system, shares) : null);
    }

    /// <summary>Clients name the type or not; any of the three says that copies are wanted.</summary>
    private static bool IsConsensus(JsonObject system) =>
        system.ContainsKey("consensusTaskType") || system.ContainsKey("consensusPercentage")
        || system.ContainsKey("consensusAssignees");

    public void Apply(TaskEdit edit, List<Revision> items)
    {
        if (consensus is not null)
        {
            consensusAssignmentId = consensus.Apply(edit, items);
        }
        else if (batchSize is { } size && shares.Count > 0)
        {
            for (var index = 0; index < shares.Count; index++)
            {
                edit.Distribute(items.Skip(index * size).Take(size).ToList(), [shares[index]]);
            }

            items.Skip(shares.Count * size).ToList().ForEach(item => AddToTask(edit, item));
        }
        else if (shares.Count > 0)
        {
            edit.Distribute(items, shares);
        }
        else
        {
            items.ForEach(item => AddToTask(edit, item));
        }
    }

    /// <summary>Writes into the task's body what came of the plan.</summary>
    public void Describe(JsonObject task)
    {
        if (consensusAssignmentId is not null)
        {
            task["metadata"]!["system"]!["consensusAssignmentId"] = consensusAssignmentId;
        }
    }

    private static void AddToTask(TaskEdit edit, Revision item) => edit.Edit(item, body => ItemRefs.AddTask(body, edit.Task.Id));
}
