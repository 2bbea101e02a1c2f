using System.Runtime.CompilerServices;
using System.Text.Json;
using Venn.Engine.Query.Samples;
using Venn.Engine.Versions;
using Venn.Protocol.Dql;
using Venn.Server.Features.Datasets;
using Venn.Server.Features.Facets;
using Venn.Server.Features.Query;
using Venn.Server.Hosting;
using Venn.Server.Wire;

namespace Venn.Server.Features.Slices;

/// <summary>
/// A named part of a dataset: a filter, perhaps a version, perhaps a sample. Kept as a document of the dataset, not in the
/// wire's saved filters: those are files of the project that name no dataset, no version and no sample, and can be
/// overwritten.
/// </summary>
internal static class SavedSlice
{
    /// <summary>Versions of one slice that are kept: two are compared page by page, and two people may.</summary>
    private const int KeptCount = 4;

    private static readonly ConditionalWeakTable<Document, List<DatasetVersion>> Resolved = [];

    public static Document? Find(Documents documents, string datasetId, string nameOrId) =>
        documents.FindByName(Kinds.Slice, datasetId, nameOrId)
        ?? (WireId.IsWellFormed(nameOrId) && documents.Find(Kinds.Slice, nameOrId.ToLowerInvariant()) is { } slice && slice.Scope == datasetId
            ? slice
            : null);

    /// <exception cref="ApiException">404: there is none.</exception>
    public static Document Require(Documents documents, Dataset dataset, string nameOrId) =>
        Find(documents, WireId.OfDataset(dataset.Ordinal), nameOrId)
        ?? throw ApiException.NotFound(
            $"slice: the dataset '{dataset.Info.Name}' has no slice '{nameOrId}'. GET /datasets/{{id}}/slices lists those it has.");

    /// <summary>The commit that a slice stays with; null when it follows the head.</summary>
    public static string? CommitIdOf(Document slice) => slice.Root.GetText("commitId");

    /// <summary>What the slice holds now, or in the version it stays with.</summary>
    /// <param name="slice">Of the dataset.</param>
    /// <param name="dataset">Its dataset.</param>
    /// <param name="from">The version to take it of; null for its own, or the head.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    public static DatasetVersion Resolve(
        Document slice, Dataset dataset, DatasetVersion? from, CancellationToken cancellationToken)
    {
        var whole = from ?? (CommitIdOf(slice) is { } commit && WireId.TryParse(commit, out _, out var sequence)
            ? dataset.FindVersion(sequence)
                ?? throw ApiException.NotFound($"The slice '{slice.Name}' stays with the commit {commit}, which is gone.")
            : dataset.Head);

        // Pages of one slice are asked for one after the other.
        var kept = Resolved.GetOrCreateValue(slice);
        lock (kept)
        {
            if (kept.Find(v => v.Commit.Id == whole.Commit.Id) is { } known)
            {
                return known;
            }
        }

        var narrowed = Narrow(whole, slice.Root, cancellationToken);
        lock (kept)
        {
            kept.RemoveAll(v => v.Commit.Id == whole.Commit.Id);
            kept.RemoveRange(0, Math.Max(0, kept.Count + 1 - KeptCount));
            kept.Add(narrowed);
        }

        return narrowed;
    }

    /// <summary>What a slice that follows the head held in a version.</summary>
    /// <param name="slice">Of the dataset.</param>
    /// <param name="dataset">Its dataset.</param>
    /// <param name="from">The version; null for its own, or the head.</param>
    /// <param name="field">Where the version was named, for the message.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="ApiException">400: a version is given, and the slice stays with another.</exception>
    public static DatasetVersion ResolveAt(
        Document slice, Dataset dataset, DatasetVersion? from, string field, CancellationToken cancellationToken) =>
        from is null || CommitIdOf(slice) is null
            ? Resolve(slice, dataset, from, cancellationToken)
            : throw ApiException.BadRequest(
                $"{field}: the slice '{slice.Name}' stays with a commit of its own; leave out the version.");

    /// <summary>Narrows a version by the filter and the sample of a slice's or a request's object.</summary>
    /// <exception cref="DqlSyntaxException">400: the filter is none.</exception>
    /// <exception cref="ApiException">400: the sample is none.</exception>
    public static DatasetVersion Narrow(DatasetVersion whole, JsonElement request, CancellationToken cancellationToken)
    {
        var filter = CloneFilter.Translate(whole, DqlBody.Read(request) with { Resource = "items" });
        return whole.Narrow(filter, ReadSample(request, whole.Dataset), cancellationToken);
    }

    /// <exception cref="ApiException">400: the sample is none.</exception>
    public static Sample? ReadSample(JsonElement request, Dataset dataset) =>
        request.TryGetProperty("sample", out var sample) && sample.ValueKind != JsonValueKind.Null
            ? SampleReader.Read(sample, "$.sample", new FacetFields(dataset))
            : null;
}
