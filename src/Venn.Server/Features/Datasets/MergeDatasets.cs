using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Merging;
using Venn.Server.Features.Recipes;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Datasets;

/// <summary><c>POST /datasets/merge</c> and its preview.</summary>
internal static class MergeDatasets
{
    public static async Task<IResult> HandleAsync(HttpContext context, DataServices services, RecipeStore recipes)
    {
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var name = DatasetName.Require(request.GetText("name"));
        var (merge, projectId) = ReadRequest(context, services, request);
        var caller = context.GetCaller();
        var configuration = new JsonObject
        {
            ["name"] = name,
            ["datasetsIds"] = request["datasetsIds"]!.DeepClone(),
            ["projectIds"] = new JsonArray(projectId),
            ["mergeDatasetParams"] = request["mergeDatasetParams"]?.DeepClone(),
            ["policy"] = merge.Policy.ToString().ToLowerInvariant(),
            ["match"] = merge.Match.ToString().ToLowerInvariant(),
        };
        var spec = new JsonObject { ["mergeDatasetsConfiguration"] = configuration };
        var state = await services.Commands.RunAsync(caller, "MergeDatasets", projectId, spec, async (command, token) =>
        {
            var result = await MergeAsync(services, recipes, merge, caller, projectId, name, token);
            var done = command.Spec["mergeDatasetsConfiguration"]!.AsObject();
            done["newDatasetId"] = WireId.OfDataset(result.Dataset.Ordinal);
            done["report"] = MergeReports.Write(result.Report, merge.Sides[0].Dataset.Ordinal);
        });
        return WireJson.Result(state.ToWire(context.GetApiUrl()));
    }

    public static async Task<IResult> PreviewAsync(HttpContext context, DataServices services)
    {
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var (merge, _) = ReadRequest(context, services, request);
        var report = services.Store.PreviewMerge(merge, context.RequestAborted);
        return WireJson.Result(MergeReports.Write(report, merge.Sides[0].Dataset.Ordinal));
    }

    private static async Task<MergeResult> MergeAsync(
        DataServices services, RecipeStore recipes, MergeRequest merge, Caller caller, string projectId, string name,
        CancellationToken cancellationToken)
    {
        var first = merge.Sides[0].Dataset;
        var recipeIds = DatasetBody.Of(first).Recipes;
        var changes = services.Documents.Begin();
        if (projectId != first.Info.Scope)
        {
            foreach (var recipe in recipeIds)
            {
                recipes.Share(changes, recipe, projectId);
            }
        }

        var below = await Origins.NextLineageAsync(first);
        var info = DatasetBody.Create(
            caller.Email, services.Now, new JsonArray([.. recipeIds.Select(r => JsonValue.Create(r))]));
        info["origins"] =
            DatasetBody.WriteOrigins(merge.Sides.Select(s => new DatasetOrigin(s.Commit.Id, below.Value)));
        foreach (var field in (string[])["collections", "driver"])
        {
            if (DatasetBody.Of(first).Root.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null)
            {
                info[field] = JsonMerge.ToNode(value);
            }
        }

        var result = await services.Store.MergeAsync(
            merge with
            {
                NewDataset = new DatasetInfo(projectId, name, JsonBytes.Write(info)),
                Along = changes.ToBatch(),
            },
            new CommitInfo(caller.Email, "merge"), cancellationToken);
        changes.Publish();
        return result;
    }

    private static (MergeRequest Merge, string ProjectId) ReadRequest(
        HttpContext context, DataServices services, JsonObject request)
    {
        var ids = request.GetTexts("datasetsIds") ?? [];
        if (ids.Count < 2)
        {
            throw ApiException.BadRequest($"datasetsIds: a merge needs two datasets or more, not {ids.Count}.");
        }

        var twice = ids.GroupBy(id => id.ToLowerInvariant()).FirstOrDefault(g => g.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw ApiException.BadRequest(
                $"datasetsIds: the dataset {twice} is named twice; a dataset cannot be merged with itself.");
        }

        var datasets = ids.Select(id => services.RequireDataset(context, id)).ToList();
        var projectId = request.GetTexts("projectIds")?.FirstOrDefault() ?? datasets[0].Info.Scope;
        services.Access.Require(context.GetCaller(), projectId, ProjectRole.Engineer);
        datasets.ForEach(dataset => Drivers.DatasetDriver.CheckSame(datasets[0], dataset));
        CheckRecipes(services, datasets);
        var switches = CloneSwitches.Read(request.GetObject("mergeDatasetParams"));
        return (
            new MergeRequest
            {
                Sides = [.. datasets.Select(d => d.Head)],
                Policy = ReadPolicy(request.GetText("policy")),
                Match = ReadMatch(request.GetText("match")),
                WithAnnotations = switches.Annotations,
                Masks = switches.Masks,
                Counted = DatasetCounts.VisibleFiles,
            },
            projectId);
    }

    public static void CheckRecipes(DataServices services, IReadOnlyList<Dataset> datasets)
    {
        var first = DatasetBody.Of(datasets[0]).DefaultRecipe;
        foreach (var other in datasets.Skip(1))
        {
            var recipe = DatasetBody.Of(other).DefaultRecipe;
            if (recipe != first)
            {
                throw ApiException.BadRequest(
                    "Cannot merge datasets with different recipes: "
                    + $"'{datasets[0].Info.Name}' has {Describe(services, first)}, '{other.Info.Name}' has {Describe(services, recipe)}. "
                    + "Switch one dataset to the other's recipe, then merge again.");
            }
        }
    }

    private static string Describe(DataServices services, string? recipeId) => recipeId is null
        ? "no recipe"
        : $"the recipe '{services.Documents.Find(Kinds.Recipe, recipeId)?.Root.GetText("title")}' ({recipeId})";

    public static MergeMatch ReadMatch(string? match) => match switch
    {
        null or "" or "none" => MergeMatch.None,
        "content" => MergeMatch.Content,
        "path" => MergeMatch.Path,
        _ => throw ApiException.BadRequest($"match: '{match}' is not known; use none, content or path."),
    };

    public static MergePolicy ReadPolicy(string? policy) => policy switch
    {
        null or "" or "union" => MergePolicy.Union,
        "fail" or "threeWay" => MergePolicy.Fail,
        "ours" => MergePolicy.Ours,
        "theirs" => MergePolicy.Theirs,
        "latest" => MergePolicy.Latest,
        _ => throw ApiException.BadRequest(
            $"policy: '{policy}' is not known; use union, fail, ours, theirs or latest."),
    };
}
