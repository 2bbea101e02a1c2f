using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Features.Datasets;
using Venn.Server.Features.Drivers;
using Venn.Server.Hosting;
using Venn.Server.Jobs;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features;

/// <summary>What the routes of datasets stand on, and how they find what an id names. Threads: safe.</summary>
internal sealed class DataServices(
    VersionStore store, ProjectAccess access, CommandService commands, Documents documents, RunningSyncs syncs)
{
    public VersionStore Store => store;

    public ProjectAccess Access => access;

    public CommandService Commands => commands;

    public Documents Documents => documents;

    public RunningSyncs Syncs => syncs;

    public DateTimeOffset Now => store.Clock.GetUtcNow();

    /// <summary>A dataset to read.</summary>
    /// <exception cref="ApiException">404 for anything unknown, malformed or foreign.</exception>
    public Dataset RequireDataset(HttpContext context, string? id, ProjectRole role = ProjectRole.Annotator) =>
        access.RequireDataset(context.GetCaller(), id, role);

    /// <summary>A dataset to write.</summary>
    /// <exception cref="ApiException">404, 403; 423 while it is locked or frozen.</exception>
    public Dataset RequireWritable(HttpContext context, string? id, ProjectRole role = ProjectRole.Engineer) =>
        CheckWritable(RequireDataset(context, id, role));

    /// <exception cref="ApiException">423 while it is locked or frozen.</exception>
    public Dataset CheckWritable(Dataset dataset)
    {
        WriteGuard.ThrowIfLocked(dataset, Now);
        return dataset;
    }

    /// <summary>The dataset of an item's or annotation's id, and the number within it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="id">As it came.</param>
    /// <param name="what">Item or annotation, for the message.</param>
    /// <param name="role">What the caller must be.</param>
    /// <param name="malformedStatus">For an id that is none.</param>
    /// <exception cref="ApiException">404 for anything unknown or foreign.</exception>
    public (Dataset Dataset, Lineage Lineage) RequireOwner(
        HttpContext context, string id, string what, ProjectRole role, int malformedStatus)
    {
        var (ordinal, number) = WireId.Parse(id, what, malformedStatus);
        if (number == 0 || store.Find(ordinal) is not { } dataset
            || !access.MaySee(context.GetCaller(), dataset.Info.Scope))
        {
            throw NotFound(what, id);
        }

        access.Require(context.GetCaller(), dataset.Info.Scope, role);
        return (dataset, new Lineage(number));
    }

    public static ApiException NotFound(string what, string id) =>
        ApiException.NotFound($"{char.ToUpperInvariant(what[0])}{what[1..]} not found. id: {id}");
}
