using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Server.Features.Users;
using Venn.Server.Hosting;
using Venn.Server.Wire;

namespace Venn.Server.Features.Tasks;

/// <summary>
/// How a new task gives out its items: by workload; by pulling (each allowed assignee starts with a batch, the rest waits in
/// the task, see <see cref="Pulling"/>); or by consensus (copies of some items for several assignees, see <see cref="ConsensusCopies"/>).
/// </summary>
internal sealed class TaskPlan
{
    private readonly IReadOnlyList<WorkloadShare> shares;
    private readonly Pulling? pulling;
    private readonly ConsensusCopies? consensus;
    private string? consensusAssignmentId;

    private TaskPlan(IReadOnlyList<WorkloadShare> shares, Pulling? pulling, ConsensusCopies? consensus) =>
        (this.shares, this.pulling, this.consensus) = (shares, pulling, consensus);

    public IEnumerable<string> Annotators => shares.Select(share => share.Annotator);

    /// <exception cref="ApiException">400: a field is wrong.</exception>
    public static TaskPlan Read(JsonObject request, Document task)
    {
        var system = task.ToObject().GetObject("metadata")!.GetObject("system")!;
        var allowed = system.GetTexts("allowedAssignees")?
            .Select((email, index) => Email.Require(email, $"metadata.system.allowedAssignees[{index}]")).Distinct().ToList();
        var shares = Workload.Read(request) ?? (allowed is { Count: > 0 } ? Workload.Even(allowed) : []);
        return new TaskPlan(shares, Pulling.Read(system), IsConsensus(system) ? ConsensusCopies.Read(system, shares) : null);
    }

    /// <summary>Clients name the type or not; any of the three says that copies are wanted.</summary>
    public static bool IsConsensus(JsonObject system) =>
        system.ContainsKey("consensusTaskType") || system.ContainsKey("consensusPercentage")
        || system.ContainsKey("consensusAssignees");

    public void Apply(TaskEdit edit, List<Revision> items)
    {
        if (consensus is not null)
        {
            consensusAssignmentId = consensus.Apply(edit, items);
        }
        else if (pulling is not null && shares.Count > 0)
        {
            items.ForEach(item => AddToTask(edit, item));
            pulling.Refill(edit, [.. shares.Select(share => edit.EnsureAssignment(share.Annotator).Id)]);
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
