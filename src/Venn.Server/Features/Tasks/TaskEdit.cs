using System.Text.Json.Nodes;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Writing;
using Venn.Server.Features.Assignments;
using Venn.Server.Hosting;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Tasks;

/// <summary>
/// A change of a task under way inside one write of its dataset: items' references and the documents of the task and its
/// assignments become durable together.
/// </summary>
internal sealed class TaskEdit
{
    private readonly Documents documents;
    private readonly VersionStore store;
    private readonly DatasetWriter writer;
    private readonly string author;
    private readonly string now;
    private readonly JsonObject task;
    private readonly string taskId;
    private readonly Dictionary<string, Document> assignments = [];
    private readonly HashSet<string> added = [];
    private readonly HashSet<string> removed = [];

    public TaskEdit(Documents documents, VersionStore store, DatasetWriter writer, Document task, string author)
    {
        (this.documents, this.store, this.writer, this.author) = (documents, store, writer, author);
        Task = task;
        taskId = task.Id;
        this.task = task.ToObject();
        now = WireTime.Format(store.Clock.GetUtcNow());
        foreach (var id in TaskMapping.AssignmentIds(task))
        {
            if (documents.Find(Kinds.Assignment, id) is { } assignment)
            {
                assignments[id] = assignment;
            }
        }
    }

    public Document Task { get; }

    public DatasetWriter Writer => writer;

    public string Now => now;

    public string Author => author;

    public string NewEntityId() => store.NewEntityId();

    /// <summary>The assignments as they are now, in order of creation.</summary>
    public IReadOnlyList<Document> Assignments => [.. assignments.Values.OrderBy(assignment => assignment.Id, StringComparer.Ordinal)];

    /// <summary>Items that a filter selects, in order of creation.</summary>
    public List<Revision> ReadItems(Filter filter)
    {
        var items = writer.Read(Relation.Items, writer.Select(Relation.Items, filter)).ToList();
        items.Sort((a, b) => a.Lineage.CompareTo(b.Lineage));
        return items;
    }

    /// <summary>The annotator's assignment; made when there is none.</summary>
    public Document EnsureAssignment(string annotator)
    {
        if (assignments.Values.FirstOrDefault(assignment => AssignmentMapping.AnnotatorOf(assignment) == annotator) is { } found)
        {
            return found;
        }

        var assignment = AssignmentMapping.Create(store.NewEntityId(), annotator, Task, author, now);
        assignments[assignment.Id] = assignment;
        added.Add(assignment.Id);
        return assignment;
    }

    public void RemoveAssignment(string id)
    {
        if (assignments.Remove(id) && !added.Remove(id))
        {
            removed.Add(id);
        }
    }

    /// <summary>Whether any item is in the assignment, as edited so far.</summary>
    public bool HasItems(string assignmentId) => Count(TaskFilters.In(assignmentId)) > 0;

    /// <summary>How many items a filter selects, as edited so far.</summary>
    public long Count(Filter filter) => writer.Select(Relation.Items, filter).Cardinality;

    /// <summary>Edits an item's body; <paramref name="edit"/> says whether it changed anything.</summary>
    public void Edit(Revision item, Func<JsonObject, bool> edit)
    {
        var body = JsonBody.ParseNode(item.Body, "item")!.AsObject();
        if (edit(body))
        {
            writer.UpdateItem(item with { Body = WireJson.ToBytes(body) });
        }
    }

    /// <summary>Gives items to annotators by their shares, in blocks; those that are in the task stay where they are.</summary>
    public void Distribute(IReadOnlyList<Revision> items, IReadOnlyList<WorkloadShare> shares)
    {
        var parts = Workload.Divide(shares, items.Count);
        var next = 0;
        for (var index = 0; index < shares.Count; index++)
        {
            var assignment = EnsureAssignment(shares[index].Annotator);
            foreach (var item in items.Skip(next).Take(parts[index]))
            {
                Edit(item, body => ItemRefs.AddTask(body, taskId) | ItemRefs.AddAssignment(body, taskId, assignment.Id));
            }

            next += parts[index];
        }
    }

    /// <summary>The documents as they are to be written; <paramref name="change"/> edits the task's body first.</summary>
    public DocumentChanges CollectDocuments(bool isNewTask, Action<JsonObject>? change = null)
    {
        change?.Invoke(task);
        task["assignmentIds"] = new JsonArray([.. Assignments.Select(assignment => JsonValue.Create(assignment.Id))]);
        task["updatedAt"] = now;
        var changes = documents.Begin();
        foreach (var id in added)
        {
            changes.Insert(assignments[id]);
        }

        foreach (var id in removed)
        {
            changes.Delete(Kinds.Assignment, id);
        }

        return isNewTask ? changes.Insert(Task.With(task)) : changes.Replace(Task.With(task));
    }
}
