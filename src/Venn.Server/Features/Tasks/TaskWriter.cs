using Venn.Engine.Versions;
using Venn.Server.Features.Datasets;
using Venn.Server.Hosting;
using Venn.Server.Wire;

namespace Venn.Server.Features.Tasks;

/// <summary>Writes tasks and the references of their items: one transaction, or nothing.</summary>
public sealed class TaskWriter(Documents documents, VersionStore store)
{
    /// <summary>Changes a task that is there.</summary>
    /// <exception cref="ApiException">404: it or its dataset is gone.</exception>
    internal async Task UpdateAsync(
        string taskId, CommitInfo commit, Func<TaskEdit, DocumentChanges> edit, CancellationToken cancellationToken)
    {
        using var held = await documents.LockAsync(Kinds.Task, taskId);
        var task = documents.Find(Kinds.Task, taskId) ?? throw ApiException.NotFound($"Task not found. id: {taskId}");
        await WriteAsync(task, commit, edit, cancellationToken);
    }

    /// <summary>Writes a task, new or held.</summary>
    internal async Task WriteAsync(
        Document task, CommitInfo commit, Func<TaskEdit, DocumentChanges> edit, CancellationToken cancellationToken)
    {
        var dataset = TaskMapping.FindDataset(task, store)
            ?? throw ApiException.NotFound($"The dataset of the task {task.Id} was deleted: {task.Root.GetText("datasetId")}");
        WriteGuard.ThrowIfFrozen(dataset);
        var changes = await dataset.WriteAsync(
            commit,
            writer =>
            {
                var collected = edit(new TaskEdit(documents, store, writer, task, commit.Author));
                collected.AddTo(writer.Along);
                return collected;
            },
            cancellationToken);
        changes.Publish();
    }
}
