using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Engine.Versions.Ancestry;
using Venn.Server.Features.Datasets;
using Venn.Server.Features.Versions.Comparing;
using Venn.Server.Security;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Versions;

/// <summary>The log of one item or annotation: its revisions, newest first, through clones and merges.</summary>
internal static class LogHandlers
{
    public static IResult OfItem(HttpContext context, string itemId, DataServices services) =>
        Answer(context, services, itemId, Relation.Items);

    public static IResult OfAnnotation(HttpContext context, string annotationId, DataServices services) =>
        Answer(context, services, annotationId, Relation.Annotations);

    private static IResult Answer(HttpContext context, DataServices services, string id, Relation relation)
    {
        var what = relation == Relation.Items ? "item" : "annotation";
        var (dataset, lineage) = services.RequireOwner(
            context, id, what, ProjectRole.Annotator, StatusCodes.Status404NotFound);
        var version = VersionRef.ReadAt(context, services, dataset);
        var (page, pageSize) = Page.Read(context.Request);
        var log = services.Store.Blame.ReadLog(version, relation, lineage);
        if (log.Count == 0)
        {
            throw DataServices.NotFound(what, id);
        }

        var entries = log.Select((origin, i) => (Origin: origin, Before: i + 1 < log.Count ? log[i + 1] : null)).ToList();
        var present = relation == Relation.Items ? version.FindItem(lineage) : version.FindAnnotation(lineage);
        return WireJson.Result(Page.Cut(entries, page, pageSize, e => Write(context, services, e.Origin, e.Before, present)));
    }

    private static JsonObject Write(
        HttpContext context, DataServices services, RevisionOrigin origin, RevisionOrigin? before, Revision? present)
    {
        var revision = origin.Revision;
        var json = new JsonObject
        {
            ["commit"] = OriginMapping.WriteCommit(context, services, origin.Commit),
            ["datasetName"] = OriginMapping.NameFor(context, services, origin.Commit, origin.DatasetName),
            ["present"] = present?.Number == revision.Number,
            ["keys"] = before is null ? new JsonArray() : WriteKeys(before.Revision, revision),
        };
        if (revision.Path.Length > 0)
        {
            json["filename"] = revision.Path;
            json["content"] = revision.Content.IsNone ? null : revision.Content.ToString();
        }
        else
        {
            json["label"] = DiffView.ReadLabel(revision);
            json["type"] = DiffView.ReadType(revision);
        }

        return json;
    }

    private static JsonArray WriteKeys(Revision before, Revision after)
    {
        var keys = new JsonArray();
        if (before.Path != after.Path)
        {
            keys.Add("filename");
        }

        if (before.Content != after.Content)
        {
            keys.Add("content");
        }

        BodyDiff.Compare(before.Body, after.Body).ForEach(key => keys.Add(key));
        return keys;
    }
}
