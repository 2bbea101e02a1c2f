using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Protocol.Queries;

namespace Venn.Client.Queries;

/// <summary>
/// Which items (or annotations) are meant. Immutable: each method gives a new query that demands more. Source: DQL.
/// </summary>
public sealed record Query
{
    private const string And = "$and";

    /// <summary>Everything, hidden files and directories too.</summary>
    public static Query All { get; } = new();

    /// <summary>Files that are not hidden: what people mean by items.</summary>
    public static Query Files { get; } = All.Where("hidden", false).Where("type", "file");

    /// <summary>The tree of conditions; not to be changed.</summary>
    public JsonObject Filter { get; private init; } = [];

    /// <summary>Conditions on the annotations of an item, one of which must satisfy all of them; not to be changed.</summary>
    public JsonObject? Join { get; private init; }

    /// <summary>Field to <c>ascending</c> or <c>descending</c>; by id when none.</summary>
    public JsonObject? Sort { get; private init; }

    /// <summary>Demands also that a field equals a value, or satisfies an operator object such as <c>{"$gt": 5}</c>.</summary>
    /// <param name="field">A path: <c>filename</c>, <c>metadata.user.weather</c>.</param>
    public Query Where(string field, JsonNode? value) => this with { Filter = Append(Filter, field, value) };

    /// <summary>Demands also an annotation that satisfies this and every other condition on annotations.</summary>
    public Query WhereAnnotation(string field, JsonNode? value)
    {
        var filter = Append(Join?["filter"] as JsonObject ?? [], field, value);
        return this with
        {
            Join = new JsonObject
            {
                // The wire spells it so.
                ["on"] = new JsonObject { ["resource"] = "annotations", ["local"] = "itemId", ["forigen"] = "id" },
                ["filter"] = filter,
            },
        };
    }

    public Query OrderBy(string field, bool descending = false)
    {
        var sort = Sort?.DeepClone().AsObject() ?? [];
        sort[field] = descending ? "descending" : "ascending";
        return this with { Sort = sort };
    }

    /// <summary>Reads a query in DQL: a whole query object, or only its filter.</summary>
    /// <exception cref="FormatException">The text is not a JSON object.</exception>
    public static Query Parse(string json)
    {
        try
        {
            var text = JsonNode.Parse(json)?.AsObject()
                ?? throw new FormatException("A query is a JSON object, not null.");
            var whole = text.ContainsKey("filter") || text.ContainsKey("join");
            return new Query
            {
                Filter = (whole ? text["filter"] : text)?.DeepClone().AsObject() ?? [],
                Join = whole ? text["join"]?.DeepClone().AsObject() : null,
                Sort = whole ? text["sort"]?.DeepClone().AsObject() : null,
            };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new FormatException($"The query is not a JSON object in DQL: {exception.Message}", exception);
        }
    }

    /// <summary>The query as it travels.</summary>
    public QueryBody ToBody(string resource = QueryResources.Items) => new()
    {
        Resource = resource,
        Filter = Filter.DeepClone().AsObject(),
        Join = Join?.DeepClone().AsObject(),
        Sort = Sort?.DeepClone().AsObject(),
    };

    /// <summary>The query for what comes after an id in the order of ids.</summary>
    internal Query After(string id) => this with
    {
        Filter = new JsonObject
        {
            [And] = new JsonArray(Filter.DeepClone(), new JsonObject { ["id"] = new JsonObject { ["$gt"] = id } }),
        },
    };

    private static JsonObject Append(JsonObject filter, string field, JsonNode? value)
    {
        var result = filter.DeepClone().AsObject();
        if (result[And] is not JsonArray conditions)
        {
            conditions = [];
            result[And] = conditions;
        }

        conditions.Add(new JsonObject { [field] = value?.DeepClone() });
        return result;
    }
}
