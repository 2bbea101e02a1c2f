using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Venn.Server.Wire;

namespace Venn.Server.Features.Ontologies;

/// <summary>
/// The label tree of an ontology: nodes <c>{value: {tag, displayLabel, color, attributes, displayData}, children}</c>, kept
/// exactly as posted. In requests a dotted tag names a path: <c>vehicle.car</c>.
/// </summary>
internal static class LabelTree
{
    private const int DepthMax = 32;

    private static readonly string[] GivenFields = ["displayLabel", "attributes", "displayData", "color"];

    /// <exception cref="ApiException">400: some node is no label.</exception>
    public static void Check(JsonArray roots, string path = "roots", int depth = 1)
    {
        if (depth > DepthMax)
        {
            throw ApiException.BadRequest($"{path}: labels nest deeper than {DepthMax}.");
        }

        for (var index = 0; index < roots.Count; index++)
        {
            var here = $"{path}[{index}]";
            if (roots[index] is not JsonObject node)
            {
                throw JsonBody.Wrong(here, "a label {value: {tag, …}, children: […]}", roots[index]);
            }

            var value = node["value"] as JsonObject ?? node;
            if (TagOf(value) is not { Length: > 0 })
            {
                throw ApiException.BadRequest($"{here}.value.tag is missing: each label must have a tag, a string.");
            }

            if (node.GetArray("children") is { } children)
            {
                Check(children, here + ".children", depth + 1);
            }
        }
    }

    /// <summary>Makes or changes the label of a request; labels above it that are missing are made with <paramref name="upsert"/>.</summary>
    /// <exception cref="ApiException">400: it is no label; 404: it is not there and may not be made.</exception>
    public static void Apply(JsonArray roots, JsonObject request, bool upsert)
    {
        var names = request.RequireText("tag").Split('.');
        if (names.Length > DepthMax || names.Any(name => name.Length == 0))
        {
            throw ApiException.BadRequest($"tag is '{request.GetText("tag")}'; give names separated by single dots, at most {DepthMax}.");
        }

        var level = roots;
        for (var depth = 0; depth < names.Length; depth++)
        {
            var node = Find(level, names[depth]);
            if (node is null)
            {
                if (!upsert)
                {
                    throw ApiException.NotFound($"Label not found: {string.Join('.', names.Take(depth + 1))}. Send upsert: true to make it.");
                }

                node = new JsonObject { ["value"] = new JsonObject { ["tag"] = names[depth] }, ["children"] = new JsonArray() };
                level.Add(node);
                if (depth < names.Length - 1)
                {
                    Complete(node);
                }
            }

            if (depth == names.Length - 1)
            {
                Set(node, request);
            }
            else
            {
                level = ChildrenOf(node);
            }
        }
    }

    private static void Set(JsonObject node, JsonObject request)
    {
        var value = ValueOf(node);
        foreach (var field in GivenFields)
        {
            if (request[field] is { } given)
            {
                value[field] = given.DeepClone();
            }
        }

        Complete(node);
    }

    /// <summary>Clients expect every label to have a name to show, a colour and a list of attributes.</summary>
    private static void Complete(JsonObject node)
    {
        var value = ValueOf(node);
        value["displayLabel"] ??= TagOf(value);
        value["attributes"] ??= new JsonArray();
        value["color"] ??= $"#{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
    }

    private static JsonObject? Find(JsonArray level, string name) =>
        level.OfType<JsonObject>().FirstOrDefault(node => TagOf(ValueOf(node)) == name);

    private static JsonObject ValueOf(JsonObject node) => node["value"] as JsonObject ?? node;

    private static JsonArray ChildrenOf(JsonObject node)
    {
        if (node["children"] is not JsonArray children)
        {
            node["children"] = children = [];
        }

        return children;
    }

    private static string? TagOf(JsonObject value) => value.GetText("tag") ?? value.GetText("label_name");
}
