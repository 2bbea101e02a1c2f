using System.Text.Json.Nodes;
using Venn.Engine.Query;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.TestKit.Generators;

/// <summary>Bodies of items and annotations, alike enough that edits of two sides meet.</summary>
public sealed class BodyGenerator(Random random)
{
    public const string Stamp = "updatedAt";

    private static readonly string[] Weathers = ["sun", "rain", "snow", "fog"];
    private static readonly string[] Labels = ["cat", "dog", "bird"];
    private static readonly string[] Tags = ["new", "old", "good", "bad"];
    private long stamps;

    /// <summary>Masks as a server would have them: user metadata, task references below what the first keeps, review status.</summary>
    public static IReadOnlyList<MaskDefinition> Masks { get; } =
    [
        new("metadata", Relation.Items, [FieldPath.Parse("metadata"), FieldPath.Parse("description")], [FieldPath.Parse("metadata.system")]),
        new("status", Relation.Items, [FieldPath.Parse("metadata.system.refs")], []),
        new("review", Relation.Annotations, [FieldPath.Parse("metadata.system.status"), FieldPath.Parse("note")], []),
    ];

    public JsonObject Item()
    {
        var body = new JsonObject
        {
            ["metadata"] = new JsonObject { ["system"] = new JsonObject { ["mimetype"] = "image/jpeg" } },
        };
        for (var edits = random.Next(4); edits > 0; edits--)
        {
            EditItem(body);
        }

        return Stamped(body);
    }

    public JsonObject Annotation()
    {
        var body = new JsonObject { ["label"] = random.Pick(Labels), ["type"] = random.Chance(0.5) ? "box" : "point" };
        for (var edits = random.Next(3); edits > 0; edits--)
        {
            EditAnnotation(body);
        }

        return Stamped(body);
    }

    public JsonObject Edit(Relation relation, JsonObject seen)
    {
        var body = (JsonObject)seen.DeepClone();
        for (var edits = 1 + random.Next(2); edits > 0; edits--)
        {
            if (relation == Relation.Items)
            {
                EditItem(body);
            }
            else
            {
                EditAnnotation(body);
            }
        }

        return Stamped(body);
    }

    private JsonObject Stamped(JsonObject body)
    {
        body[Stamp] = $"t{++stamps:d9}";
        return body;
    }

    private void EditItem(JsonObject body)
    {
        switch (random.Next(10))
        {
            case 0:
                body["description"] = random.Pick(Tags);
                break;
            case 1:
                body.Remove("description");
                break;
            case 2:
                Within(body, "metadata", "user")["weather"] = random.Pick(Weathers);
                break;
            case 3:
                Within(body, "metadata", "user")["score"] = random.Next(20) + 0.5;
                break;
            case 4:
                Within(body, "metadata", "user")["count"] = random.Next(6);
                break;
            case 5:
                Within(body, "metadata", "user")["tags"] = List(Tags);
                break;
            case 6:
                Within(body, "metadata", "user", "nested")[random.Chance(0.5) ? "a" : "b"] = random.Next(3);
                break;
            case 7:
                Within(body, "metadata", "system")["refs"] = List(["t1", "t2", "t3"]);
                break;
            case 8:
                Within(body, "metadata").Remove(random.Chance(0.7) ? "user" : "extra");
                break;
            default:
                Within(body, "metadata", "user")["flag"] = random.Next(3) switch { 0 => true, 1 => false, _ => null };
                break;
        }
    }

    private void EditAnnotation(JsonObject body)
    {
        switch (random.Next(6))
        {
            case 0:
                body["label"] = random.Pick(Labels);
                break;
            case 1:
                body["coordinates"] = new JsonArray(random.Next(5) + 0.25, random.Next(5) + 0.75);
                break;
            case 2:
                Within(body, "metadata", "system")["status"] = random.Chance(0.5) ? "approved" : "issue";
                break;
            case 3:
                body["note"] = random.Pick(Tags);
                break;
            case 4:
                body.Remove("note");
                break;
            default:
                Within(body, "attributes")["truncated"] = random.Chance(0.5);
                break;
        }
    }

    private JsonArray List(IReadOnlyList<string> from) => new([.. from.Where(_ => random.Chance(0.5)).Select(t => JsonValue.Create(t))]);

    private static JsonObject Within(JsonObject body, params string[] path)
    {
        foreach (var name in path)
        {
            if (body[name] is not JsonObject)
            {
                body[name] = new JsonObject();
            }

            body = (JsonObject)body[name]!;
        }

        return body;
    }
}
