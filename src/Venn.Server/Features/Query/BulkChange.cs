using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Query;
using Venn.Engine.Versions;
using Venn.Protocol.Dql;
using Venn.Server.Features.Annotations;
using Venn.Server.Features.Items;
using Venn.Server.Security;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Query;

/// <summary>Changes all that a query matches, as one commit; paging is ignored.</summary>
internal static class BulkChange
{
    public static async Task DeleteAsync(HttpContext context, Dataset dataset, Relation relation, DqlQuery query)
    {
        var filter = Translate(dataset, relation, query);
        var count = await dataset.WriteAsync(new CommitInfo(context.GetCaller().Email, "delete"), writer =>
        {
            var doomed = writer.Select(relation, filter);
            if (relation == Relation.Annotations)
            {
                writer.RemoveAnnotations(doomed);
                return doomed.Cardinality;
            }

            // A directory goes with all below it.
            foreach (var directory in writer.Read(relation, doomed).Where(i => i.IsDirectory).ToList())
            {
                doomed = doomed.Or(RevisionSets.Of(ItemDirectories.ReadBelow(writer, directory.Path)));
            }

            writer.RemoveItems(doomed);
            return doomed.Cardinality;
        });
        await AnswerCountAsync(context, count);
    }

    public static async Task UpdateAsync(
        HttpContext context, Dataset dataset, Relation relation, DqlQuery query, DateTimeOffset now)
    {
        var author = context.GetCaller().Email;
        var count = await UpdateAsync(dataset, relation, query, query.Update, query.SystemSpace, author, now);
        await AnswerCountAsync(context, count);
    }

    /// <summary>Applies a difference to all that matches.</summary>
    /// <returns>How many matched.</returns>
    public static Task<int> UpdateAsync(
        Dataset dataset, Relation relation, DqlQuery query, JsonElement update, bool system, string author,
        DateTimeOffset now)
    {
        var filter = Translate(dataset, relation, query);
        return dataset.WriteAsync(new CommitInfo(author, "update"), writer =>
        {
            var found = writer.Read(relation, writer.Select(relation, filter)).ToList();
            foreach (var old in found)
            {
                if (relation == Relation.Items)
                {
                    var body = ItemUpdate.Apply(old.Body, update, system, author, now);
                    if (!body.Equals(old.Body))
                    {
                        writer.UpdateItem(old with { Body = body });
                    }
                }
                else
                {
                    writer.UpdateAnnotation(AnnotationUpdate.Apply(old, dataset.Ordinal, update, system, author, now));
                }
            }

            return found.Count;
        });
    }

    /// <summary>Adds or takes away references to tasks and assignments.</summary>
    public static async Task ReferenceAsync(HttpContext context, Dataset dataset, DqlQuery query, DateTimeOffset now)
    {
        var operation = query.References.GetText("operation");
        if (operation is not ("create" or "delete"))
        {
            throw ApiException.BadRequest("$.references.operation: expected create or delete.");
        }

        if (!query.References.TryGetProperty("refs", out var refs) || refs.ValueKind != JsonValueKind.Array
            || refs.EnumerateArray().Any(r => r.GetText("id") is null || r.GetText("type") is null))
        {
            throw ApiException.BadRequest("$.references.refs: expected a list of objects with type and id.");
        }

        var filter = Translate(dataset, Relation.Items, query);
        var author = context.GetCaller().Email;
        var count = await dataset.WriteAsync(new CommitInfo(author, "reference"), writer =>
        {
            var found = writer.Read(Relation.Items, writer.Select(Relation.Items, filter)).ToList();
            foreach (var item in found)
            {
                var root = JsonBytes.Parse(item.Body);
                var system = JsonMerge.ObjectAt(JsonMerge.ObjectAt(root, "metadata"), "system");
                ChangeReferences(system, refs, operation == "create");
                writer.UpdateItem(item with { Body = ItemUpdate.Stamp(root, author, now) });
            }

            return found.Count;
        });
        await AnswerCountAsync(context, count);
    }

    public static Filter Translate(Dataset dataset, Relation relation, DqlQuery query) =>
        DqlTranslator.Of(dataset).Translate(relation, query);

    private static void ChangeReferences(JsonObject system, JsonElement refs, bool create)
    {
        if (system["refs"] is not JsonArray list)
        {
            system["refs"] = list = [];
        }

        foreach (var reference in refs.EnumerateArray())
        {
            var id = reference.GetText("id");
            var held = list.OfType<JsonObject>()
                .Where(r => r["id"] is JsonValue value && value.TryGetValue<string>(out var text) && text == id)
                .ToList();
            if (!create)
            {
                held.ForEach(r => list.Remove(r));
            }
            else if (held.Count == 0)
            {
                var added = JsonMerge.ToNode(reference)!.AsObject();
                JsonMerge.ObjectAt(added, "metadata");
                list.Add(added);
            }
        }
    }

    private static Task AnswerCountAsync(HttpContext context, long count) => JsonResponse.WriteAsync(context, json =>
    {
        QueryPages.WriteStart(json, count, 0, DqlLimits.MaxPageSize);
        json.WriteStartArray();
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
