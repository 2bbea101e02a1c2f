using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Merging;
using Venn.Server.Features.Datasets;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Versions.Merging;

/// <summary>The body of a merge into a dataset that is there, checked as far as it can be without merging.</summary>
/// <param name="Merge">What the engine is asked for; the first side is the dataset's head.</param>
/// <param name="Message">Free text, may be empty.</param>
/// <param name="Given">The choices as they came, for the commit's details.</param>
internal sealed record MergeIntoRequest(MergeRequest Merge, string Message, JsonArray Given)
{
    /// <summary>Choices are kept in the commit up to so many.</summary>
    private const int KeptChoices = 1000;

    public DatasetVersion Head => Merge.Sides[0];

    public IEnumerable<DatasetVersion> Others => Merge.Sides.Skip(1);

    /// <exception cref="ApiException">400 or 404, with the place; 409: the head is not the one expected.</exception>
    public static MergeIntoRequest Read(HttpContext context, DataServices services, Dataset dataset, JsonObject request)
    {
        var head = dataset.Head;
        CheckHead(head, request.GetText("expectedHead"));
        var from = request.GetArray("from") is { Count: > 0 } given
            ? given
            : throw ApiException.BadRequest("from: name what to merge: [{\"datasetId\": …, \"ref\": …}].");
        var sides = new List<DatasetVersion> { head };
        for (var i = 0; i < from.Count; i++)
        {
            var entry = from[i] as JsonObject ?? throw JsonBody.Wrong($"from[{i}]", "an object with datasetId", from[i]);
            var side = services.RequireDataset(context, entry.RequireText("datasetId"));
            if (sides.Exists(s => s.Dataset.Ordinal == side.Ordinal))
            {
                throw ApiException.BadRequest(
                    $"from[{i}].datasetId: '{side.Info.Name}' is in the merge already; a dataset cannot be merged with itself.");
            }

            Drivers.DatasetDriver.CheckMayTake(dataset, side);
            sides.Add(VersionRef.ResolveOwn(context, services, side, entry.GetText("ref"), $"from[{i}].ref"));
        }

        MergeDatasets.CheckRecipes(services, [.. sides.Select(s => s.Dataset)]);
        var choices = request.GetArray("choices") ?? [];
        var merge = new MergeRequest
        {
            Sides = sides,
            Policy = request.GetText("policy") is { Length: > 0 } policy ? MergeDatasets.ReadPolicy(policy) : MergePolicy.Fail,
            Match = MergeDatasets.ReadMatch(request.GetText("match")),
            Choices = ReadChoices(choices, dataset),
            Counted = DatasetCounts.VisibleFiles,
            IsPinned = choices.Count > 0 || request.GetText("expectedHead") is not null,
        };
        return new MergeIntoRequest(merge, request.GetText("message") ?? "", choices);
    }

    /// <summary>What the commit says of how it was made.</summary>
    public JsonObject Describe() => new()
    {
        ["from"] = new JsonArray([.. Others.Select(s => new JsonObject
        {
            ["datasetId"] = WireId.OfDataset(s.Dataset.Ordinal),
            ["name"] = s.Dataset.Info.Name,
            ["commitId"] = WireId.OfCommit(s.Commit.Id),
        })]),
        ["policy"] = Merge.Policy.ToString().ToLowerInvariant(),
        ["match"] = Merge.Match.ToString().ToLowerInvariant(),
        ["choicesCount"] = Given.Count,
        ["choices"] = new JsonArray([.. Given.Take(KeptChoices).Select(c => c?.DeepClone())]),
    };

    /// <summary>409 when a dataset has moved on since somebody looked at it.</summary>
    public static void CheckHead(DatasetVersion head, string? expected)
    {
        if (expected is null)
        {
            return;
        }

        if (!WireId.IsWellFormed(expected))
        {
            throw ApiException.BadRequest($"expectedHead: '{expected}' is no commit id: an id has 24 hex digits.");
        }

        var found = WireId.OfCommit(head.Commit.Id);
        if (!string.Equals(expected, found, StringComparison.OrdinalIgnoreCase))
        {
            throw new ApiException(
                StatusCodes.Status409Conflict,
                $"expectedHead: the dataset's head is {found} by now, not {expected}; nothing was written. Preview the merge again.")
            {
                Details = new JsonObject { ["head"] = found },
            };
        }
    }

    private static Dictionary<(Relation, Lineage), MergeChoice> ReadChoices(JsonArray given, Dataset dataset)
    {
        var choices = new Dictionary<(Relation, Lineage), MergeChoice>();
        for (var i = 0; i < given.Count; i++)
        {
            var place = $"choices[{i}]";
            var entry = given[i] as JsonObject ?? throw JsonBody.Wrong(place, "an object", given[i]);
            var relation = (entry.GetText("relation") ?? entry.GetText("resource")) switch
            {
                "items" => Relation.Items,
                "annotations" => Relation.Annotations,
                var other => throw ApiException.BadRequest($"{place}.relation: '{other}' is neither items nor annotations."),
            };
            var (owner, number) = WireId.Parse(entry.GetText("id"), "conflict");
            if (owner != dataset.Ordinal)
            {
                throw ApiException.BadRequest($"{place}.id: {entry.GetText("id")} is of another dataset; give the id that the preview tells.");
            }

            var fields = entry.GetObject("fields") ?? [];
            var choice = new MergeChoice
            {
                Whole = entry.GetText("whole") is { } whole ? ReadSide(whole, $"{place}.whole") : null,
                Fields = fields.ToDictionary(
                    f => EngineName(f.Key), f => ReadSide(f.Value?.ToString(), $"{place}.fields.{f.Key}")),
            };
            if (choice.Whole is null && choice.Fields.Count == 0)
            {
                throw ApiException.BadRequest($"{place}: it chooses nothing; give whole, fields or both.");
            }

            if (!choices.TryAdd((relation, new Lineage(number)), choice))
            {
                throw ApiException.BadRequest($"{place}: {entry.GetText("id")} is chosen twice.");
            }
        }

        return choices;
    }

    private static string EngineName(string name) => name switch
    {
        "filename" => "$path",
        "content" => "$content",
        _ => name,
    };

    private static MergeSide ReadSide(string? side, string place) => side switch
    {
        "ours" => MergeSide.Ours,
        "theirs" => MergeSide.Theirs,
        _ => throw ApiException.BadRequest($"{place}: '{side}' is no side; give ours or theirs."),
    };
}
