using System.Text.Json.Nodes;
using Venn.Engine.Query.Facets;
using Venn.Engine.Versions;
using Venn.Server.Features.Datasets;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Slices;

/// <summary>Saved slices: kept, listed, resolved.</summary>
internal static class SliceHandlers
{
    private const int NameMaxLength = 256;
    private const int SlicesMax = 10_000;

    private static readonly string[] Parts = ["filter", "join", "sample"];

    public static IResult List(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        var (page, pageSize) = Page.Read(context.Request);
        var byName = services.Documents.List(Kinds.Slice, WireId.OfDataset(dataset.Ordinal))
            .OrderBy(slice => slice.Name, StringComparer.Ordinal).ToList();
        return WireJson.Result(Page.Cut(byName, page, pageSize, ToWire));
    }

    public static IResult Get(HttpContext context, string datasetId, string slice, DataServices services) =>
        WireJson.Result(ToWire(SavedSlice.Require(services.Documents, services.RequireDataset(context, datasetId), slice)));

    public static async Task<IResult> SaveAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId, ProjectRole.Engineer);
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var name = RequireName(request);
        var body = new JsonObject
        {
            ["description"] = request.GetText("description"),
            ["commitId"] = ReadCommit(context, services, dataset, request),
            ["author"] = context.GetCaller().Email,
            ["createdAt"] = WireTime.Format(services.Now),
        };
        foreach (var part in Parts)
        {
            body[part] = request.GetObject(part)?.DeepClone();
        }

        // What cannot be resolved is not kept.
        var scope = WireId.OfDataset(dataset.Ordinal);
        var saved = new Document(Kinds.Slice, services.Store.NewEntityId(), scope, name, body);
        SavedSlice.Resolve(saved, dataset, null, context.RequestAborted);
        if (services.Documents.FindByName(Kinds.Slice, scope, name) is { } taken)
        {
            if (request.GetFlag("replace") is not true)
            {
                throw ApiException.Conflict(
                    $"$.name: the dataset has a slice '{name}'. Choose another name, or give \"replace\": true.");
            }

            saved = taken.With(body);
            await services.Documents.CommitAsync(services.Documents.Begin().Replace(saved));
        }
        else
        {
            if (services.Documents.List(Kinds.Slice, scope).Count >= SlicesMax)
            {
                throw ApiException.BadRequest($"The dataset has {SlicesMax} slices already: delete some.");
            }

            await services.Documents.InsertAsync(saved);
        }

        return WireJson.Result(ToWire(saved));
    }

    public static async Task<IResult> DeleteAsync(HttpContext context, string datasetId, string slice, DataServices services)
    {
        var found = SavedSlice.Require(
            services.Documents, services.RequireDataset(context, datasetId, ProjectRole.Engineer), slice);
        await services.Documents.DeleteAsync(Kinds.Slice, found.Id);
        return Results.NoContent();
    }

    public static IResult Resolve(HttpContext context, string datasetId, string slice, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        var found = SavedSlice.Require(services.Documents, dataset, slice);
        var version = SavedSlice.Resolve(found, dataset, ReadFrom(context, services, dataset, found), context.RequestAborted);
        var withDigest = context.Request.Query["digest"].ToString() == "true";
        return WireJson.Result(Describe(found, version, withDigest, context.RequestAborted));
    }

    /// <summary>What a slice is, and what it holds.</summary>
    public static JsonObject Describe(
        Document slice, DatasetVersion version, bool withDigest, CancellationToken cancellationToken)
    {
        var totals = version.Facet(new FacetRequest(), cancellationToken).Totals;
        return new JsonObject
        {
            ["slice"] = ToWire(slice),
            ["datasetId"] = WireId.OfDataset(version.Dataset.Ordinal),
            ["commitId"] = WireId.OfCommit(version.Commit.Id),
            ["itemsCount"] = totals.ItemsCount,
            ["directoriesCount"] = totals.DirectoriesCount,
            ["sizeBytes"] = totals.SizeBytes,
            ["annotationsCount"] = totals.AnnotationsCount,
            ["annotatedItemsCount"] = totals.AnnotatedItemsCount,
            ["digest"] = withDigest ? $"sha256:{version.ComputeDigest(cancellationToken)}" : null,
        };
    }

    /// <summary>The version that <c>at</c> names, for a slice that follows the head.</summary>
    public static DatasetVersion? ReadFrom(HttpContext context, DataServices services, Dataset dataset, Document slice)
    {
        if (!VersionRef.HasAt(context.Request))
        {
            return null;
        }

        return SavedSlice.CommitIdOf(slice) is null
            ? VersionRef.ResolveOwn(context, services, dataset, context.Request.Query["at"].ToString(), "at")
            : throw ApiException.BadRequest($"at: the slice '{slice.Name}' stays with a commit of its own; leave out 'at'.");
    }

    private static string? ReadCommit(HttpContext context, DataServices services, Dataset dataset, JsonObject request)
    {
        var reference = request.GetText("at");
        return reference is null && request.GetFlag("pin") is not true
            ? null
            : WireId.OfCommit(VersionRef.ResolveOwn(context, services, dataset, reference, "$.at").Commit.Id);
    }

    private static string RequireName(JsonObject request)
    {
        var name = request.RequireText("name");
        return name.Length <= NameMaxLength && !name.Any(c => char.IsControl(c) || c == '/') && !WireId.IsWellFormed(name) && name != "head"
            ? name
            : throw ApiException.BadRequest(
                $"$.name: at most {NameMaxLength} characters, no '/' and no control character among them, and neither an id nor 'head'.");
    }

    private static JsonObject ToWire(Document slice)
    {
        var wire = new JsonObject { ["id"] = slice.Id, ["datasetId"] = slice.Scope, ["name"] = slice.Name };
        foreach (var (key, value) in slice.ToObject())
        {
            wire[key] = value?.DeepClone();
        }

        return wire;
    }
}
