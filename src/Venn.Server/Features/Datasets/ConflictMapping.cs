using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Merging;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Datasets;

/// <summary>A conflict as JSON: what both sides and their common ancestor have where they differ.</summary>
internal static class ConflictMapping
{
    public static JsonObject ToWire(MergeConflict conflict, DatasetOrdinal ours)
    {
        var known = conflict.Ours ?? conflict.Theirs ?? conflict.Base;
        var json = new JsonObject
        {
            ["resource"] = conflict.Relation == Relation.Items ? "items" : "annotations",
            ["id"] = WireId.Of(ours, conflict.Lineage),
            ["filename"] = known?.Path,
            ["kind"] = conflict.Ours is null ? "deletedByOurs"
                : conflict.Theirs is null ? "deletedByTheirs"
                : "changedByBoth",
            ["keys"] = new JsonArray([.. conflict.Fields.Select(f => JsonValue.Create(NameOf(f)))]),
            ["settled"] = conflict.IsSettled,
            ["base"] = WriteSide(conflict, conflict.Base),
            ["ours"] = WriteSide(conflict, conflict.Ours),
            ["theirs"] = WriteSide(conflict, conflict.Theirs),
        };
        if (conflict.Relation == Relation.Annotations && known is not null)
        {
            json["itemId"] = WireId.Of(ours, known.Item);
        }

        return json;
    }

    /// <summary>An answer that lists what stands in the way of a merge, and the version it was found on.</summary>
    public static ApiException Refuse(string what, IReadOnlyList<MergeConflict> conflicts, DatasetVersion head)
    {
        var ours = head.Dataset.Ordinal;
        return new ApiException(
            StatusCodes.Status409Conflict,
            $"{what} meets {conflicts.Count} conflict{(conflicts.Count == 1 ? "" : "s")}, listed under 'conflicts'; nothing was "
            + "written. Settle each by 'choices', or all by a policy: ours, theirs or latest.")
        {
            Details = new JsonObject
            {
                ["head"] = WireId.OfCommit(head.Commit.Id),
                ["conflictsCount"] = conflicts.Count,
                ["conflicts"] = new JsonArray([.. conflicts.Take(MergeReports.MaxListed).Select(c => ToWire(c, ours))]),
            },
        };
    }

    /// <summary>A field of the engine in the words of the wire.</summary>
    public static string NameOf(string field) => field switch
    {
        "$path" => "filename",
        "$content" => "content",
        _ => field,
    };

    /// <summary>The opposite of <see cref="NameOf"/>, among the fields of a conflict; null when it has no such one.</summary>
    public static string? FindField(MergeConflict conflict, string name) =>
        conflict.Fields.FirstOrDefault(field => NameOf(field) == name);

    private static JsonObject? WriteSide(MergeConflict conflict, Revision? revision)
    {
        if (revision is null)
        {
            return null;
        }

        var body = JsonBytes.ParseElement(revision.Body);
        var values = new JsonObject();
        foreach (var field in conflict.Fields)
        {
            var value = field switch
            {
                "$path" => JsonValue.Create(revision.Path),
                "$content" => JsonValue.Create(revision.Content.ToString()),
                _ => Find(body, field) is { } found ? JsonMerge.ToNode(found) : null,
            };
            values[NameOf(field)] = value;
        }

        var side = new JsonObject { ["values"] = values };
        foreach (var name in (string[])["type", "label", "updatedAt", "updatedBy"])
        {
            if (body.GetText(name) is { } text && (conflict.Relation == Relation.Annotations || name[0] == 'u'))
            {
                side[name] = text;
            }
        }

        return side;
    }

    /// <summary>What stands at a dotted path; names may hold dots themselves.</summary>
    private static JsonElement? Find(JsonElement parent, string path)
    {
        if (parent.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (parent.TryGetProperty(path, out var whole))
        {
            return whole;
        }

        for (var dot = path.IndexOf('.'); dot >= 0; dot = path.IndexOf('.', dot + 1))
        {
            if (parent.TryGetProperty(path[..dot], out var child) && Find(child, path[(dot + 1)..]) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
