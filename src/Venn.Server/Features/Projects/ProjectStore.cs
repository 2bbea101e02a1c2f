using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Server.Features.Recipes;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Projects;

/// <summary>Makes, renames and ends projects.</summary>
public sealed class ProjectStore(Documents documents, VersionStore store, ProjectAccess access, RecipeStore recipes)
{
    /// <summary>Kinds whose documents end with their project.</summary>
    private static readonly string[] OwnedKinds =
        [Kinds.Task, Kinds.Assignment, Kinds.Setting, Kinds.Driver, Kinds.Export, Kinds.FeatureSet, Kinds.FeatureVector];

    /// <summary>A project with its hidden dataset, in one transaction. The caller owns it.</summary>
    /// <exception cref="ApiException">400: the caller has a project of that name, or it is no name.</exception>
    public async Task<Document> CreateAsync(Caller caller, string? wantedName, string organizationId)
    {
        var name = ProjectName.Require(wantedName);
        using var held = await documents.LockAsync(Kinds.Project, caller.Email);
        RequireFree(caller, name, null);
        var now = WireTime.Format(store.Clock.GetUtcNow());
        var project = new Document(Kinds.Project, store.NewEntityId(), caller.Email, name, new JsonObject
        {
            ["name"] = name,
            ["creator"] = caller.Email,
            ["org"] = organizationId,
            ["members"] = new JsonObject { [caller.Email] = ProjectRole.Owner.ToWire() },
            ["createdAt"] = now,
            ["updatedAt"] = now,
        });
        var changes = documents.Begin().Insert(project);
        await store.CreateDatasetAsync(
            BinariesDataset.InfoOf(project.Id, caller.Email, now), new CommitInfo(caller.Email, "create"), changes.ToBatch());
        changes.Publish();
        return project;
    }

    /// <exception cref="ApiException">400: the caller has another project of that name, or it is no name.</exception>
    public async Task<Document> RenameAsync(Caller caller, Document project, string wantedName)
    {
        if (wantedName == project.Name)
        {
            return project;
        }

        var name = ProjectName.Require(wantedName);
        using var held = await documents.LockAsync(Kinds.Project, caller.Email);
        RequireFree(caller, name, project.Id);
        return await UpdateAsync(project.Id, body => body["name"] = name);
    }

    public async Task<Document> UpdateAsync(string projectId, Action<JsonObject> edit) =>
        await documents.UpdateAsync(
            Kinds.Project, projectId,
            body =>
            {
                edit(body);
                body["updatedAt"] = WireTime.Format(store.Clock.GetUtcNow());
            },
            body => body.GetText("name"))
        ?? throw ApiException.NotFound($"Project not found. id: {projectId}");

    /// <summary>
    /// Ends a project: its documents go in one transaction, from which on nobody sees any of it; then its datasets.
    /// </summary>
    /// <exception cref="SnapshotHeldException">A rule holds a snapshot of one of its datasets; nothing is done.</exception>
    public async Task DeleteAsync(Document project)
    {
        foreach (var dataset in store.Datasets.Where(dataset => dataset.Info.Scope == project.Id))
        {
            dataset.ThrowIfHeld();
        }

        var changes = documents.Begin().Delete(Kinds.Project, project.Id);
        foreach (var owned in OwnedKinds.SelectMany(kind => documents.List(kind, project.Id)))
        {
            changes.Delete(owned.Kind, owned.Id);
        }

        foreach (var bot in documents.List(Kinds.User).Where(user => user.Root.GetText("projectId") == project.Id))
        {
            changes.Delete(Kinds.User, bot.Id);
        }

        recipes.LeaveProject(changes, project.Id);
        await documents.CommitAsync(changes);
        await DeleteDatasetsAsync(project.Id);
    }

    /// <summary>Finishes what a stop in the middle of <see cref="DeleteAsync"/> left: datasets of projects that are no more.</summary>
    public async Task SweepAsync()
    {
        foreach (var scope in store.Datasets.Select(dataset => dataset.Info.Scope).Distinct().ToList())
        {
            if (WireId.IsWellFormed(scope) && documents.Find(Kinds.Project, scope) is null)
            {
                await DeleteDatasetsAsync(scope);
            }
        }
    }

    private async Task DeleteDatasetsAsync(string projectId)
    {
        foreach (var dataset in store.Datasets.Where(dataset => dataset.Info.Scope == projectId).ToList())
        {
            try
            {
                await store.DeleteDatasetAsync(dataset.Ordinal);
            }
            catch (SnapshotHeldException)
            {
                // Held since the project was looked at: nobody reaches it any more, and it goes when the hold is over.
            }
        }
    }

    private void RequireFree(Caller caller, string name, string? except)
    {
        if (access.List(caller).Any(project => project.Name == name && project.Id != except)
            || (documents.FindByName(Kinds.Project, caller.Email, name) is { } own && own.Id != except))
        {
            throw ApiException.BadRequest($"Failed to create project: you have one by the name '{name}'. Choose another name.");
        }
    }
}
