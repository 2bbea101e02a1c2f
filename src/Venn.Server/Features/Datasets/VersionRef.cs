using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Datasets;

/// <summary>A name of a state: a commit's id, a snapshot's, a dataset's (its head), or <c>head</c>.</summary>
internal static class VersionRef
{
    /// <param name="context">The request.</param>
    /// <param name="services">What it stands on.</param>
    /// <param name="dataset">The dataset whose head is <c>head</c>.</param>
    /// <param name="reference">The name; null for the head.</param>
    /// <param name="field">Where it stood, for the message.</param>
    /// <exception cref="ApiException">400: it is no name; 404: of nothing that the caller may see.</exception>
    public static DatasetVersion Resolve(
        HttpContext context, DataServices services, Dataset dataset, string? reference, string field)
    {
        if (reference is null or "" or "head")
        {
            return dataset.Head;
        }

        if (!WireId.TryParse(reference, out var owner, out var number))
        {
            throw ApiException.BadRequest(
                $"{field}: '{reference}' names no version; give a commit, snapshot or dataset id, or head.");
        }

        if (owner == DatasetOrdinal.None)
        {
            var snapshot = services.Store.FindSnapshot(reference.ToLowerInvariant())
                ?? throw ApiException.NotFound($"{field}: no snapshot has the id {reference}.");
            (owner, number) = (snapshot.Commit.Dataset, snapshot.Commit.Sequence);
        }

        var target = owner == dataset.Ordinal
            ? dataset
            : services.Access.RequireDataset(context.GetCaller(), WireId.OfDataset(owner), ProjectRole.Annotator);
        return number == 0
            ? target.Head
            : target.FindVersion(number)
                ?? throw ApiException.NotFound($"{field}: the dataset has no commit {reference}.");
    }
}
