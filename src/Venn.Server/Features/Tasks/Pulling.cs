using System.Text.Json.Nodes;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Server.Hosting;
using Venn.Server.Wire;

namespace Venn.Server.Features.Tasks;

/// <summary>
/// A pulling task hands out its items in batches: whoever has room for a batch gets the next, by itself, until none waits.
/// </summary>
/// <param name="BatchSize">Items of a batch.</param>
/// <param name="OpenMax">Items without a status that an assignment may hold: a batch is given when it fits below that.</param>
internal sealed record Pulling(int BatchSize, int OpenMax)
{
    private const int BatchSizeMax = 1_000_000;

    /// <summary>The rule in a task's <c>metadata.system</c>; null when the task does not pull.</summary>
    /// <exception cref="ApiException">400: a number is none, or they do not fit together.</exception>
    public static Pulling? Read(JsonObject system)
    {
        var batchSize = ReadCount(system, "batchSize");
        var openMax = ReadCount(system, "maxBatchWorkload");
        if ((batchSize ?? openMax) is not { } size)
        {
            return null;
        }

        return openMax is not { } most || most >= size
            ? new Pulling(size, openMax ?? size)
            : throw ApiException.BadRequest($"metadata.system.maxBatchWorkload is {most}, less than batchSize, which is {size}: no batch would fit.");
    }

    /// <summary>The rule of a task that is there; null when it does not pull, or says so in words that make no sense.</summary>
    public static Pulling? Of(Document task)
    {
        try
        {
            return task.ToObject()["metadata"]?["system"] is JsonObject system && !TaskPlan.IsConsensus(system) ? Read(system) : null;
        }
        catch (ApiException)
        {
            // Clients may write anything into a task's metadata later: then nothing is pulled.
            return null;
        }
    }

    /// <summary>Gives a batch to each of these assignments that has room for one, as long as items wait in the task.</summary>
    public void Refill(TaskEdit edit, IReadOnlyList<string> assignmentIds)
    {
        if (assignmentIds.Count == 0)
        {
            return;
        }

        var waiting = new Queue<Revision>(edit.ReadItems(Waiting(edit)));
        foreach (var id in assignmentIds.Where(id => edit.Count(Open(id)) + BatchSize <= OpenMax))
        {
            for (var given = 0; given < BatchSize && waiting.TryDequeue(out var item); given++)
            {
                edit.Edit(item, body => ItemRefs.AddAssignment(body, edit.Task.Id, id));
            }
        }
    }

    /// <summary>Items of the task that nobody has and that have no status in it.</summary>
    private static Filter Waiting(TaskEdit edit) => new Filter.And([
        TaskFilters.In(edit.Task.Id),
        new Filter.Not(TaskFilters.WithAnyStatus(edit.Task.Id)),
        .. edit.Assignments.Select(assignment => new Filter.Not(TaskFilters.In(assignment.Id))),
    ]);

    private static Filter Open(string assignmentId) =>
        new Filter.And([TaskFilters.In(assignmentId), new Filter.Not(TaskFilters.WithAnyStatus(assignmentId))]);

    private static int? ReadCount(JsonObject system, string name) => system.GetNumber(name) switch
    {
        null => null,
        >= 1 and <= BatchSizeMax and var size when size == Math.Floor(size) => (int)size,
        var other => throw ApiException.BadRequest($"metadata.system.{name} is {other}; give a whole number from 1 to {BatchSizeMax}."),
    };
}
