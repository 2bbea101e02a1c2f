using System.Text.Json.Nodes;
using Venn.Engine.Query;
using Venn.Engine.Versions;
using Venn.Protocol.Dql;
using Venn.Server.Features.Query;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Tasks;

/// <summary>The query of a task: DQL as a text of JSON, which selects the items of the task.</summary>
internal static class TaskQuery
{
    private const int LengthMax = 32 << 20;

    /// <summary>Files that the text selects, whatever its page.</summary>
    /// <exception cref="ApiException">400: it is no such text.</exception>
    public static Filter Translate(string? text, string field, Dataset dataset)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > LengthMax)
        {
            throw ApiException.BadRequest($"{field} is missing or too long: give a text that holds a JSON query.");
        }

        var query = DqlReader.Parse(text, "$." + field);
        return new Filter.And([DqlTranslator.Of(dataset).Translate(Relation.Items, query), Files]);
    }

    private static Filter Files { get; } =
        new Filter.Not(new Filter.Compare(FieldPath.IsDirectory, Comparison.Equal, FieldValue.Of(true)));

    /// <summary>The text as it is kept: with a sort, which clients expect to find there.</summary>
    public static string WithSort(string text)
    {
        var query = JsonBody.ParseNode(System.Text.Encoding.UTF8.GetBytes(text), "query") as JsonObject
            ?? throw ApiException.BadRequest("query must be a text that holds a JSON object.");
        query["sort"] ??= new JsonObject { ["type"] = "ascending", ["createdAt"] = "descending" };
        return WireJson.ToText(query);
    }
}
