using System.Globalization;
using System.Text.RegularExpressions;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Features.Slices;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Datasets;

/// <summary>
/// A name of a state: a commit's id, a snapshot's, a dataset's (its head), an instant (what was the head then), or
/// <c>head</c>. Reads take a part of a version too: the id of a saved slice, or <c>SLICE@VERSION</c> for one that follows
/// the head, as it was then.
/// </summary>
internal static partial class VersionRef
{
    private const char SliceMark = '@';
    private const string Forms = "give a commit, snapshot or dataset id, an instant like 2026-01-31T12:00:00Z, or head";

    /// <summary>The version that a read asks for by <c>at</c>; the head when it asks for none.</summary>
    /// <exception cref="ApiException">As <see cref="Resolve"/>; 400 for a version of another dataset.</exception>
    public static DatasetVersion ReadAt(HttpContext context, DataServices services, Dataset dataset) =>
        ReadAt(context, services, dataset, null);

    /// <summary>The same, for a request whose body may name the version too.</summary>
    public static DatasetVersion ReadAt(HttpContext context, DataServices services, Dataset dataset, string? inBody)
    {
        var inQuery = context.Request.Query["at"];
        if (inQuery.Count + (inBody is null ? 0 : 1) > 1)
        {
            throw ApiException.BadRequest("at: it is given twice; which is meant? Give one.");
        }

        var reference = inBody ?? inQuery.ToString();
        if (!HasSlice(context.Request))
        {
            return ResolveOwn(context, services, dataset, reference, "at", allowSlice: true);
        }

        var slice = SavedSlice.Require(services.Documents, dataset, context.Request.Query["slice"].ToString());
        var from = reference.Length == 0 ? null : ResolveOwn(context, services, dataset, reference, "at");
        return SavedSlice.ResolveAt(slice, dataset, from, "at", context.RequestAborted);
    }

    /// <summary>Whether a read asks for another version than the head.</summary>
    public static bool HasAt(HttpRequest request) => request.Query["at"].ToString().Length > 0;

    /// <summary>Whether a read asks for a part of a version.</summary>
    public static bool HasSlice(HttpRequest request) => request.Query["slice"].ToString().Length > 0;

    /// <summary>A version of this dataset and no other.</summary>
    /// <exception cref="ApiException">As <see cref="Resolve"/>; 400 for a version of another dataset.</exception>
    public static DatasetVersion ResolveOwn(
        HttpContext context, DataServices services, Dataset dataset, string? reference, string field, bool allowSlice = false)
    {
        var version = Resolve(context, services, dataset, reference, field, allowSlice);
        return version.Dataset.Ordinal == dataset.Ordinal
            ? version
            : throw ApiException.BadRequest(
                $"{field}: '{reference}' is a version of the dataset {WireId.OfDataset(version.Dataset.Ordinal)} "
                + $"('{version.Dataset.Info.Name}'), not of '{dataset.Info.Name}'. Name a version of this one, or ask the other.");
    }

    /// <param name="context">The request.</param>
    /// <param name="services">What it stands on.</param>
    /// <param name="dataset">The dataset whose head is <c>head</c>, and whose history an instant is looked up in.</param>
    /// <param name="reference">The name; null for the head.</param>
    /// <param name="field">Where it stood, for the message.</param>
    /// <param name="allowSlice">Whether the id of a saved slice is taken: by what only reads.</param>
    /// <exception cref="ApiException">400: it is no name; 404: of nothing, or of what the caller may not see.</exception>
    public static DatasetVersion Resolve(
        HttpContext context, DataServices services, Dataset dataset, string? reference, string field, bool allowSlice = false)
    {
        if (reference is null or "" or "head")
        {
            return dataset.Head;
        }

        if (reference.IndexOf(SliceMark) is >= 0 and var mark)
        {
            return allowSlice
                ? ResolveSliceAt(context, services, dataset, reference[..mark], reference[(mark + 1)..], field)
                : throw ApiException.BadRequest($"{field}: '{reference}' is a slice, a part of a version; name a version here.");
        }

        if (!WireId.TryParse(reference, out var owner, out var number))
        {
            return ResolveInstant(dataset, reference, field, services.Now);
        }

        if (owner == DatasetOrdinal.None)
        {
            if (services.Documents.Find(Kinds.Slice, reference.ToLowerInvariant()) is { } slice)
            {
                return allowSlice
                    ? ResolveSlice(context, services, dataset, slice, reference, field)
                    : throw ApiException.BadRequest($"{field}: '{reference}' is a slice, a part of a version; name a version here.");
            }

            var snapshot = services.Store.FindSnapshot(reference.ToLowerInvariant())
                ?? throw ApiException.NotFound($"{field}: no snapshot has the id {reference}.");
            (owner, number) = (snapshot.Commit.Dataset, snapshot.Commit.Sequence);
        }

        var target = owner == dataset.Ordinal ? dataset : RequireOther(context, services, owner, reference, field);
        return number == 0
            ? target.Head
            : Kept(target.FindVersion(number)) ?? throw ApiException.NotFound($"{field}: the dataset has no commit {reference}.");
    }

    /// <exception cref="Engine.CommitForgottenException">A rule of retention has given its state up: 410.</exception>
    private static DatasetVersion? Kept(DatasetVersion? version)
    {
        version?.ThrowIfForgotten();
        return version;
    }

    private static DatasetVersion ResolveSlice(
        HttpContext context, DataServices services, Dataset dataset, Document slice, string reference, string field) =>
        SavedSlice.Resolve(slice, OwnerOf(context, services, dataset, slice, reference, field), null, context.RequestAborted);

    private static DatasetVersion ResolveSliceAt(
        HttpContext context, DataServices services, Dataset dataset, string id, string version, string field)
    {
        if (!WireId.IsWellFormed(id) || services.Documents.Find(Kinds.Slice, id.ToLowerInvariant()) is not { } slice)
        {
            throw NoDatasetOf($"{id}{SliceMark}{version}", field);
        }

        var target = OwnerOf(context, services, dataset, slice, $"{id}{SliceMark}{version}", field);
        if (version.Length == 0)
        {
            throw ApiException.BadRequest($"{field}: '{id}{SliceMark}' names no version; {Forms}, behind '{SliceMark}'.");
        }

        return SavedSlice.ResolveAt(
            slice, target, ResolveOwn(context, services, target, version, field), field, context.RequestAborted);
    }

    private static Dataset OwnerOf(
        HttpContext context, DataServices services, Dataset dataset, Document slice, string reference, string field)
    {
        var (owner, _) = WireId.Parse(slice.Scope, "dataset");
        return owner == dataset.Ordinal ? dataset : RequireOther(context, services, owner, reference, field);
    }

    private static Dataset RequireOther(
        HttpContext context, DataServices services, DatasetOrdinal owner, string reference, string field)
    {
        if (services.Store.Find(owner) is not { } other || !services.Access.MaySee(context.GetCaller(), other.Info.Scope))
        {
            throw NoDatasetOf(reference, field);
        }

        return other;
    }

    /// <summary>The same for what is not there and for what the caller may not see.</summary>
    private static ApiException NoDatasetOf(string reference, string field) =>
        ApiException.NotFound($"{field}: there is no dataset of '{reference}'.");

    private static DatasetVersion ResolveInstant(Dataset dataset, string reference, string field, DateTimeOffset now)
    {
        if (!LooksLikeInstant().IsMatch(reference))
        {
            throw ApiException.BadRequest($"{field}: '{reference}' names no version; {Forms}.");
        }

        if (!HasZone().IsMatch(reference))
        {
            throw ApiException.BadRequest(
                $"{field}: '{reference}' is ambiguous without a time and a zone; write it like 2026-01-31T12:00:00Z.");
        }

        if (!DateTimeOffset.TryParse(reference, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var instant))
        {
            throw ApiException.BadRequest($"{field}: '{reference}' is no instant; write it like 2026-01-31T12:00:00Z.");
        }

        // The clock of commits never goes back, and may therefore be ahead of the machine's.
        var head = dataset.Head;
        if (instant > now && instant > head.Commit.CreatedAt)
        {
            throw ApiException.BadRequest($"{field}: '{reference}' is in the future: the server's clock says {WireTime.Format(now)}.");
        }

        return instant >= head.Commit.CreatedAt
            ? head
            : Kept(dataset.FindVersionAt(instant)) ?? throw ApiException.NotFound(
                $"{field}: at '{reference}' the dataset '{dataset.Info.Name}' had no commit yet.");
    }

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}", RegexOptions.CultureInvariant)]
    private static partial Regex LooksLikeInstant();

    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|z|[+ -]\d{2}:?\d{2})$", RegexOptions.CultureInvariant)]
    private static partial Regex HasZone();
}
