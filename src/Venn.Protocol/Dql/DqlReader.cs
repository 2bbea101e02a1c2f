using System.Text.Json;

namespace Venn.Protocol.Dql;

/// <summary>Reads DQL from JSON. Bounds: <see cref="DqlLimits"/>; parse the JSON with their depth.</summary>
public static class DqlReader
{
    /// <summary>How JSON that holds a query is parsed.</summary>
    public static JsonDocumentOptions JsonOptions { get; } = new()
    {
        MaxDepth = DqlLimits.MaxJsonDepth,
        AllowDuplicateProperties = false,
    };

    /// <summary>A query as it stands in a request body, or nested in one (then some keys are missing).</summary>
    /// <param name="root">The object; undefined or null is the query for everything.</param>
    /// <param name="path">Where it stands in the request, for messages.</param>
    /// <exception cref="DqlSyntaxException">It is not a query.</exception>
    public static DqlQuery Read(JsonElement root, string path = "$")
    {
        if (root.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return new DqlQuery();
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new DqlSyntaxException(path, "a query is an object with 'filter'.");
        }

        return new DqlQuery
        {
            Resource = ReadText(root, "resource", path) ?? "items",
            Filter = Member(root, "filter") is { } filter ? ReadFilter(filter, $"{path}.filter") : DqlCondition.True,
            Join = Member(root, "join") is { } join ? ReadJoin(join, $"{path}.join") : null,
            Sort = Member(root, "sort") is { } sort ? ReadSort(sort) : [],
            Page = ReadCount(root, "page", path) ?? 0,
            PageSize = Math.Min(ReadCount(root, "pageSize", path) ?? DqlLimits.MaxPageSize, DqlLimits.MaxPageSize),
            Context = Member(root, "context") is { ValueKind: JsonValueKind.Object } context
                ? ReadContext(context, path)
                : DqlContext.None,
            SystemSpace = ReadFlag(root, "systemSpace", path),
            Update = ReadObject(root, "update", path),
            Delete = ReadFlag(root, "delete", path),
            References = ReadObject(root, "references", path),
        };
    }

    /// <summary>A query in a text of JSON, as tasks carry it.</summary>
    /// <exception cref="DqlSyntaxException">It is not JSON, or not a query.</exception>
    public static DqlQuery Parse(string json, string path = "$")
    {
        try
        {
            using var document = JsonDocument.Parse(json, JsonOptions);
            return Read(document.RootElement.Clone(), path);
        }
        catch (JsonException e)
        {
            throw new DqlSyntaxException(path, $"not valid JSON: {e.Message}");
        }
    }

    /// <summary>A condition tree alone.</summary>
    /// <exception cref="DqlSyntaxException">It is not one.</exception>
    public static DqlCondition ReadFilter(JsonElement filter, string path = "$.filter") =>
        default(DqlConditionReader).ReadObject(filter, "", path, 0);

    private static DqlJoin? ReadJoin(JsonElement join, string path)
    {
        if (join.ValueKind != JsonValueKind.Object)
        {
            throw new DqlSyntaxException(path, "a join is an object with 'on' and 'filter'.");
        }

        var on = Member(join, "on");
        var filter = Member(join, "filter");
        if (on is null && filter is null)
        {
            return null;
        }

        if (on is { ValueKind: not JsonValueKind.Object })
        {
            throw new DqlSyntaxException($"{path}.on", "expected an object with 'resource', 'local' and 'forigen'.");
        }

        return new DqlJoin(
            on is { } shape ? ReadText(shape, "resource", $"{path}.on") : null,
            filter is { } condition ? ReadFilter(condition, $"{path}.filter") : DqlCondition.True);
    }

    private static List<DqlSort> ReadSort(JsonElement sort)
    {
        var fields = new List<DqlSort>();
        if (sort.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in sort.EnumerateObject())
            {
                // Clients send orders that mean nothing; they are passed over, not refused.
                if (member.Value.ValueKind == JsonValueKind.String
                    && member.Value.GetString() is "ascending" or "descending")
                {
                    fields.Add(new DqlSort(member.Name, member.Value.ValueEquals("descending")));
                }

                if (fields.Count > DqlLimits.MaxSortFields)
                {
                    throw new DqlSyntaxException(
                        $"$.sort.{member.Name}", $"a query is sorted by {DqlLimits.MaxSortFields} fields at most.");
                }
            }
        }

        return fields;
    }

    private static DqlContext ReadContext(JsonElement context, string path) => new(
        ReadTexts(context, "projects", path) ?? ReadTexts(context, "projectIds", path),
        ReadTexts(context, "datasets", path));

    private static List<string>? ReadTexts(JsonElement parent, string name, string path)
    {
        if (Member(parent, name) is not { } list)
        {
            return null;
        }

        if (list.ValueKind == JsonValueKind.String)
        {
            return [list.GetString()!];
        }

        if (list.ValueKind != JsonValueKind.Array
            || list.EnumerateArray().Any(e => e.ValueKind != JsonValueKind.String))
        {
            throw new DqlSyntaxException($"{path}.context.{name}", "expected a list of ids.");
        }

        return [.. list.EnumerateArray().Select(e => e.GetString()!)];
    }

    private static int? ReadCount(JsonElement parent, string name, string path)
    {
        if (Member(parent, name) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 0
            ? count
            : throw new DqlSyntaxException($"{path}.{name}", "expected a whole number, 0 or more.");
    }

    private static bool ReadFlag(JsonElement parent, string name, string path) => Member(parent, name) switch
    {
        null => false,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw new DqlSyntaxException($"{path}.{name}", "expected true or false."),
    };

    private static string? ReadText(JsonElement parent, string name, string path) => Member(parent, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        _ => throw new DqlSyntaxException($"{path}.{name}", "expected a text."),
    };

    private static JsonElement ReadObject(JsonElement parent, string name, string path) => Member(parent, name) switch
    {
        null => default,
        { ValueKind: JsonValueKind.Object } value => value,
        _ => throw new DqlSyntaxException($"{path}.{name}", "expected an object."),
    };

    private static JsonElement? Member(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
