using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Features.Datasets;
using Venn.Server.Features.Versions.Comparing;
using Venn.Server.Security;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Versions;

/// <summary>Who set each field of an item or annotation, in which commit of which dataset; for an item, its annotations too.</summary>
internal static class BlameHandlers
{
    private const int AnnotationsMax = 1000;

    public static IResult OfItem(HttpContext context, string itemId, DataServices services)
    {
        var (version, lineage) = Find(context, services, itemId, "item");
        var item = version.FindItem(lineage) ?? throw DataServices.NotFound("item", itemId);
        var annotations = version.ReadAnnotations(lineage);
        var json = Write(context, services, version, Relation.Items, lineage);
        json["id"] = itemId;
        json["filename"] = item.Path;
        json["annotationsCount"] = annotations.Count;
        json["annotations"] = new JsonArray([.. annotations.Take(AnnotationsMax)
            .Select(a => WriteAnnotation(context, services, version, a))]);
        return WireJson.Result(json);
    }

    public static IResult OfAnnotation(HttpContext context, string annotationId, DataServices services)
    {
        var (version, lineage) = Find(context, services, annotationId, "annotation");
        var annotation = version.FindAnnotation(lineage) ?? throw DataServices.NotFound("annotation", annotationId);
        var json = Write(context, services, version, Relation.Annotations, lineage);
        json["id"] = annotationId;
        json["label"] = DiffView.ReadLabel(annotation);
        json["type"] = DiffView.ReadType(annotation);
        return WireJson.Result(json);
    }

    private static (DatasetVersion Version, Lineage Lineage) Find(
        HttpContext context, DataServices services, string id, string what)
    {
        var (dataset, lineage) = services.RequireOwner(
            context, id, what, ProjectRole.Annotator, StatusCodes.Status404NotFound);
        return (VersionRef.ReadAt(context, services, dataset), lineage);
    }

    private static JsonObject Write(
        HttpContext context, DataServices services, DatasetVersion version, Relation relation, Lineage lineage)
    {
        var fields = services.Store.Blame.ReadFields(version, relation, lineage);
        return new JsonObject
        {
            ["fields"] = new JsonArray([.. fields.Select(f => new JsonObject
            {
                ["field"] = ConflictMapping.NameOf(f.Field),
                ["commit"] = OriginMapping.WriteCommit(context, services, f.Commit),
                ["datasetName"] = OriginMapping.NameFor(context, services, f.Commit, f.DatasetName),
            })]),
        };
    }

    /// <summary>Who made an annotation, and who made it what it is; not what a roll-back took back since.</summary>
    private static JsonObject WriteAnnotation(
        HttpContext context, DataServices services, DatasetVersion version, Revision annotation)
    {
        var log = services.Store.Blame.ReadLog(version, Relation.Annotations, annotation.Lineage);
        var present = log.FirstOrDefault(o => o.Revision.Number == annotation.Number) ?? (log.Count > 0 ? log[0] : null);
        var made = log.Count > 0 ? log[^1] : null;
        return new JsonObject
        {
            ["id"] = WireId.Of(version.Dataset.Ordinal, annotation.Lineage),
            ["type"] = DiffView.ReadType(annotation),
            ["label"] = DiffView.ReadLabel(annotation),
            ["made"] = made is null ? null : OriginMapping.WriteCommit(context, services, made.Commit),
            ["commit"] = present is null ? null : OriginMapping.WriteCommit(context, services, present.Commit),
            ["datasetName"] = present is null
                ? null
                : OriginMapping.NameFor(context, services, present.Commit, present.DatasetName),
        };
    }
}
