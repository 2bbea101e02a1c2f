using Venn.Bitmaps;
using Venn.Engine.Maintenance.Erasure;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Writing;
using Venn.Storage;
using Venn.Storage.Blobs;
using Venn.Storage.Catalog;
using Venn.Storage.Catalog.Records;

namespace Venn.Engine.Maintenance;

/// <summary>
/// Holds what is stored against the invariants: a history without gaps whose deltas lead to the state it answers from, one
/// revision of a lineage, one item of a path, annotations on items that are there, columns that agree with revisions, and
/// binaries that have the hash that names them. Reads only; beside readers and writers. One thread, one verification.
/// </summary>
public sealed class Verifier
{
    /// <summary>Problems told of one verification; after so many the store is past listing.</summary>
    public const int ProblemLimit = 1000;

    private readonly EngineContext context;
    private readonly Upkeep upkeep;
    private readonly IProgress<VerifyProgress>? progress;
    private readonly List<string> problems = [];
    private readonly HashSet<ContentHash> blobs = [];
    private long commits;
    private long items;
    private long annotations;
    private readonly DigestCheck digests;
    private long hashed;

    /// <param name="store">The store.</param>
    /// <param name="progress">Is told how far it is; may be null.</param>
    public Verifier(VersionStore store, IProgress<VerifyProgress>? progress = null)
    {
        context = store.Context;
        upkeep = store.Upkeep;
        digests = new DigestCheck(context);
        this.progress = progress;
    }

    /// <summary>Verifies one version: its content, and its binaries when asked for. Cost: reads every body, and every binary once.</summary>
    public async Task<VerifyReport> VerifyAsync(
        DatasetVersion version, bool withBinaries, CancellationToken cancellationToken = default)
    {
        context.Log.DropCache();
        Guard($"Version {version.Commit.Id}", () => CheckState(version, cancellationToken));
        return await FinishAsync(withBinaries, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Verifies the histories and heads of datasets, deleted ones too when they are given.</summary>
    public async Task<VerifyReport> VerifyAsync(
        IReadOnlyList<Dataset> datasets, bool withBinaries, CancellationToken cancellationToken = default)
    {
        // What is remembered proves nothing of what is stored.
        context.Log.DropCache();
        foreach (var dataset in datasets)
        {
            // Collection forgets nothing meanwhile: what is replayed here is one history.
            using var place = await context.Past.EnterAsync(cancellationToken).ConfigureAwait(false);
            var head = dataset.Head;
            Guard($"Dataset {dataset.Ordinal}", () => CheckHistory(head, cancellationToken));
            if (!head.IsForgotten)
            {
                Guard($"Dataset {dataset.Ordinal}", () => CheckState(head, cancellationToken));
            }
        }

        Guard("Erasures", CheckErasures);
        return await FinishAsync(withBinaries, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a failing disk cut off is finished by the next collection or start.</summary>
    private void CheckErasures()
    {
        foreach (var row in context.Catalog.ReadDocuments(ErasureDocument.Kind, null))
        {
            if (ErasureDocument.Read(row).Stage == ErasureDocument.Begun && !upkeep.IsWorking)
            {
                Add($"Erasure {row.Id} has begun and is not finished: collect, or start the server anew.");
            }
        }
    }

    private async Task<VerifyReport> FinishAsync(bool withBinaries, CancellationToken cancellationToken)
    {
        if (withBinaries)
        {
            await CheckBlobsAsync(cancellationToken).ConfigureAwait(false);
        }

        return new VerifyReport
        {
            CommitsCount = commits, ItemsCount = items, AnnotationsCount = annotations, BlobsCount = hashed, Problems = [.. problems],
        };
    }

    /// <summary>Replays every delta from the first commit on: checkpoints are derived and must not be what is believed.</summary>
    private void CheckHistory(DatasetVersion head, CancellationToken cancellationToken)
    {
        var last = head.Commit.Id.Sequence;
        var added = new[] { RoaringBitmap.Empty, RoaringBitmap.Empty };
        DatasetState? state = null;
        for (long sequence = 1; sequence <= last; sequence++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var id = head.Commit.Id with { Sequence = sequence };
            if (context.History.FindCommit(id) is not { } record)
            {
                Add($"Commit {id} is missing from the catalog: restore the catalog from a backup.");
                return;
            }

            var commit = Commit.From(record);
            state ??= commit.Parents.Count == 0
                ? DatasetState.Empty(context.Masks.Length)
                : context.History.Resolve(commit.Parents[0]);
            var delta = StateDeltaCodec.Decode(record.Delta.Span, context.Masks.Length);
            added = [added[0].Or(delta.Items.Added), added[1].Or(delta.Annotations.Added)];
            state = delta.ApplyTo(state, context.Masks);
            CheckForgotten(id, record);
            commits++;
            progress?.Report(new VerifyProgress("history", sequence, last));
        }

        CheckKept(head, Relation.Items, added[0], cancellationToken);
        CheckKept(head, Relation.Annotations, added[1], cancellationToken);
        if (state is not null && !head.IsForgotten && !AreEqual(state, head.State))
        {
            Add($"Dataset {head.Dataset.Ordinal} answers from a state that its history does not lead to: start the server anew.");
        }
    }

    /// <summary>The register, which says at once what is forgotten, and the commit's row must agree.</summary>
    private void CheckForgotten(CommitId id, CommitRecord record)
    {
        if (StateDeltaCodec.IsForgotten(record.Delta.Span) != context.Retention.IsForgotten(id))
        {
            Add($"Commit {id}: its row and the register of retention disagree on whether it is kept. Restore the catalog from a backup.");
        }
    }

    /// <summary>What kept commits add is what their states hold together: none of it may have been collected, past or present.</summary>
    private void CheckKept(DatasetVersion head, Relation relation, RoaringBitmap added, CancellationToken cancellationToken)
    {
        foreach (var number in added)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Find(relation, number) is not { } revision)
            {
                Add($"Dataset {head.Dataset.Ordinal}: revision {number} of {relation} is in a kept version and not in the catalog. "
                    + "Restore the catalog from a backup.");
            }
            else if (!revision.Content.IsNone)
            {
                blobs.Add(revision.Content);
            }
        }
    }

    /// <summary>Null for one that is not there, whoever removed it.</summary>
    private Revision? Find(Relation relation, ulong number)
    {
        try
        {
            return context.Log.Get(relation, new RevisionNumber((long)number));
        }
        catch (Exception e) when (e is RevisionGoneException or CatalogDamagedException)
        {
            return null;
        }
    }

    private void CheckState(DatasetVersion version, CancellationToken cancellationToken)
    {
        var state = version.State;
        var itemLineages = CheckRelation(version, Relation.Items, cancellationToken);
        CheckRelation(version, Relation.Annotations, cancellationToken);
        foreach (var number in state.Annotations)
        {
            if (!itemLineages.Contains(context.AnnotationSegments.GetItem(new RevisionNumber((long)number))))
            {
                Add($"Version {version.Commit.Id}: annotation revision {number} is on an item that is not there.");
            }
        }

        for (var i = 0; i < context.Masks.Length; i++)
        {
            if (!state.Masks[i].IsSubsetOf(state[context.Masks[i].Relation]))
            {
                Add($"Version {version.Commit.Id}: mask {context.Masks[i].Name} lies on revisions that are not there.");
            }
        }
    }

    private HashSet<Lineage> CheckRelation(DatasetVersion version, Relation relation, CancellationToken cancellationToken)
    {
        var set = version.State[relation];
        var lineages = new HashSet<Lineage>();
        var paths = new HashSet<string>(StringComparer.Ordinal);
        long done = 0;
        foreach (var number in set)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Find(relation, number) is not { } revision)
            {
                Add($"Version {version.Commit.Id}: revision {number} of {relation} is not in the catalog. Restore the catalog from a backup.");
                continue;
            }

            if (!lineages.Add(revision.Lineage))
            {
                Add($"Version {version.Commit.Id}: lineage {revision.Lineage} of {relation} is there twice.");
            }

            CheckColumns(relation, revision);
            if (digests.FindProblem(relation, revision) is { } problem)
            {
                Add(problem);
            }

            if (relation == Relation.Items)
            {
                items++;
                CheckItem(version, revision, paths);
            }
            else
            {
                annotations++;
            }

            if ((++done & 0xFFF) == 0 || done == set.Cardinality)
            {
                progress?.Report(new VerifyProgress("content", done, set.Cardinality));
            }
        }

        return lineages;
    }

    private void CheckItem(DatasetVersion version, Revision item, HashSet<string> paths)
    {
        if (!paths.Add(item.Path))
        {
            Add($"Version {version.Commit.Id}: the path '{item.Path}' is there twice.");
        }

        if (!item.Content.IsNone)
        {
            blobs.Add(item.Content);
        }
    }

    private void CheckColumns(Relation relation, Revision revision)
    {
        var segments = context.SegmentsOf(relation);
        var agrees = segments.GetLineage(revision.Number) == revision.Lineage
            && (relation == Relation.Items
                ? segments.GetPath(revision.Number) == revision.Path && segments.GetContent(revision.Number) == revision.Content
                : segments.GetItem(revision.Number) == revision.Item);
        if (!agrees)
        {
            Add($"Revision {revision.Number} of {relation}: its segment says something else. Stop the server, delete the "
                + "directory 'segments' and start it: it is made again from the catalog.");
        }
    }

    private async Task CheckBlobsAsync(CancellationToken cancellationToken)
    {
        foreach (var blob in blobs)
        {
            try
            {
                await context.Blobs.VerifyAsync(blob, cancellationToken).ConfigureAwait(false);
            }
            catch (StorageException e)
            {
                Add(e.Message);
            }

            hashed++;
            progress?.Report(new VerifyProgress("binaries", hashed, blobs.Count));
        }
    }

    private void Guard(string where, Action check)
    {
        try
        {
            check();
        }
        catch (Exception e) when (e is StorageException or EngineException)
        {
            Add($"{where}: {e.Message}");
        }
    }

    private void Add(string problem)
    {
        if (problems.Count < ProblemLimit)
        {
            problems.Add(problem);
        }
    }

    private static bool AreEqual(DatasetState left, DatasetState right) =>
        left.Items.Equals(right.Items) && left.Annotations.Equals(right.Annotations)
        && left.Masks.Zip(right.Masks).All(pair => pair.First.Equals(pair.Second));
}
