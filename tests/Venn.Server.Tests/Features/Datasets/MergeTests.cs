using System.Net;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Features.Datasets;

public sealed class MergeTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Merge_Clones_WhatTheyShareAppearsOnce()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        for (var i = 0; i < 10; i++)
        {
            await world.AnnotateAsync(await world.AddFileAsync($"/{i}.txt"), "shared");
        }

        var clone = await world.CloneAsync("clone");
        await world.AddFileAsync("/extra.txt");
        await world.AnnotateAsync(await world.ValuesAsync("""{"name": "0.txt"}""", "id"), "ours");
        await world.AnnotateAsync(await world.ValuesAsync("""{"name": "0.txt"}""", "id", clone), "theirs");

        var merged = await SucceedAsync(world, await world.MergeAsync("merged", world.DatasetId, clone));

        Assert.Equal((11, 12), await CountAsync(world, merged));
        Assert.Equal(3, (await world.QueryAsync("""{"name": "0.txt"}""", merged))["items"]![0]!["annotationsCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task Merge_MetadataOfBothSides_IsMergedKeyByKeyAndTheEarlierWins()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt", metadata: """{"user": {"base": 1}}""");
        var clone = await world.CloneAsync("clone");
        var other = await world.ValuesAsync("{}", "id", clone);
        await world.Client.PatchAsync($"/items/{item}", JsonNode.Parse("""{"metadata": {"user": {"ours": 1, "both": "ours"}}}"""));
        await world.Client.PatchAsync($"/items/{other}", JsonNode.Parse("""{"metadata": {"user": {"theirs": 1, "both": "theirs"}}}"""));

        var merged = await SucceedAsync(world, await world.MergeAsync("merged", world.DatasetId, clone));

        var user = (await world.QueryAsync("{}", merged))["items"]![0]!["metadata"]!["user"]!;
        Assert.Equal((1, 1, 1, "ours"), (
            user["base"]!.GetValue<int>(), user["ours"]!.GetValue<int>(), user["theirs"]!.GetValue<int>(), user["both"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Merge_StrangersOfOneRecipe_AreSummedAndTheReportNamesTheRenamed()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var other = await world.CreateDatasetAsync("other");
        await UseRecipeOfAsync(world, other);
        await world.AddFileAsync("/same.txt");
        await world.AddFileAsync("/same.txt", dataset: other);
        await world.AddFileAsync("/own.txt", dataset: other);

        var end = await world.SucceedAsync(await world.MergeAsync("merged", world.DatasetId, other));

        var configuration = end["spec"]!["mergeDatasetsConfiguration"]!;
        var merged = configuration["newDatasetId"]!.GetValue<string>();
        Assert.Equal((3, 0), await CountAsync(world, merged));
        var renamed = Assert.Single(configuration["report"]!["renamed"]!.AsArray())!;
        Assert.Equal(("/same.txt", other), (renamed["filename"]!.GetValue<string>(), renamed["datasetId"]!.GetValue<string>()));
        Assert.Contains(renamed["newFilename"]!.GetValue<string>(), await world.ValuesAsync("{}", dataset: merged), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merge_DifferentRecipes_IsRefusedNamesBothAndLeavesNothing()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var other = await world.CreateDatasetAsync("other");

        var answer = await world.MergeAsync("merged", world.DatasetId, other);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("data Default Recipe", answer.Message, StringComparison.Ordinal);
        Assert.Contains("other Default Recipe", answer.Message, StringComparison.Ordinal);
        Assert.Contains("Switch", answer.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await world.Client.PostTextAsync("/datasets/query", $$"""{"context": {"projects": ["{{world.ProjectId}}"]} }"""))["totalItemsCount"]!.GetValue<int>());
        await UseRecipeOfAsync(world, other);
        await SucceedAsync(world, await world.MergeAsync("merged", world.DatasetId, other));
    }

    [Fact]
    public async Task Merge_OneOrTheSameTwice_Is400()
    {
        var world = await DatasetWorld.CreateAsync(fixture);

        Assert.Equal(HttpStatusCode.BadRequest, (await world.MergeAsync("m", world.DatasetId)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await world.MergeAsync("m", world.DatasetId, world.DatasetId)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.MergeAsync("m", world.DatasetId, "000000099900000000000000")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await world.MergeAsync("m")).Status);
    }

    [Fact]
    public async Task Preview_Conflicts_AreNamedAndNothingIsWritten()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        var item = await world.AddFileAsync("/a.txt");
        var clone = await world.CloneAsync("clone");
        await world.Client.PatchAsync($"/items/{item}", JsonNode.Parse("""{"metadata": {"user": {"k": 1}}}"""));
        await world.Client.PatchAsync(
            $"/items/{await world.ValuesAsync("{}", "id", clone)}", JsonNode.Parse("""{"metadata": {"user": {"k": 2}}}"""));

        var preview = (await world.Client.PostAsync("/datasets/merge/preview", new JsonObject
        {
            ["datasetsIds"] = new JsonArray(world.DatasetId, clone), ["policy"] = "fail",
        })).ExpectOk();

        var conflict = Assert.Single(preview["conflicts"]!.AsArray())!;
        Assert.Equal(("items", item), (conflict["resource"]!.GetValue<string>(), conflict["id"]!.GetValue<string>()));
        Assert.Contains("metadata.user.k", conflict["keys"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(2, (await world.Client.PostTextAsync("/datasets/query", $$"""{"context": {"projects": ["{{world.ProjectId}}"]} }"""))["totalItemsCount"]!.GetValue<int>());
    }

    /// <summary>As the datasets themselves count: no directories.</summary>
    [Fact]
    public async Task Preview_OfFilesInDirectories_CountsTheFiles()
    {
        var world = await DatasetWorld.CreateAsync(fixture);
        await world.AddFileAsync("/a/b/1.txt");
        await world.AddFileAsync("/a/2.txt");
        var clone = await world.CloneAsync("clone");
        await world.AddFileAsync("/a/c/3.txt", dataset: clone);

        var preview = (await world.Client.PostAsync("/datasets/merge/preview", new JsonObject
        {
            ["datasetsIds"] = new JsonArray(world.DatasetId, clone), ["policy"] = "fail",
        })).ExpectOk();

        int Count(string name) => preview[name]!.GetValue<int>();
        Assert.Equal((3, 2, 1), (Count("itemsCount"), Count("mergedItemsCount"), Count("addedItemsCount")));
    }

    private static async Task<string> SucceedAsync(DatasetWorld world, ApiAnswer answer) =>
        (await world.SucceedAsync(answer))["spec"]!["mergeDatasetsConfiguration"]!["newDatasetId"]!.GetValue<string>();

    private static async Task<(int Items, int Annotations)> CountAsync(DatasetWorld world, string dataset)
    {
        var json = (await world.GetDatasetAsync(dataset)).ExpectOk();
        return (json["itemsCount"]!.GetValue<int>(), json["annotationsCount"]!.GetValue<int>());
    }

    private static async Task UseRecipeOfAsync(DatasetWorld world, string dataset)
    {
        var metadata = (await world.GetDatasetAsync())["metadata"]!.DeepClone();
        (await world.Client.PatchAsync($"/datasets/{dataset}?system=true", new JsonObject { ["metadata"] = metadata })).ExpectOk();
    }
}
