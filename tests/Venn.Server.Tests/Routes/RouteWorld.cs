using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Venn.Server.Hosting;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Routes;

/// <summary>
/// A project with one of everything that a route can name, made over HTTP, and a user of each role. What it holds carries
/// <see cref="Secret"/>, so that a leak is seen in any answer.
/// </summary>
public sealed class RouteWorld
{
    public const string Secret = "kept-from-strangers";

    private static int counter;

    private readonly TestServer server;
    private readonly Dictionary<string, string> ids = [];
    private readonly Dictionary<string, ApiClient> byRole = [];

    private RouteWorld(TestServer server) => this.server = server;

    public ApiClient Owner => byRole["owner"];

    public static async Task<RouteWorld> CreateAsync(TestServer server)
    {
        var world = new RouteWorld(server);
        await world.FillAsync();
        return world;
    }

    public ApiClient ClientOf(string role) => byRole[role];

    /// <summary>The id behind a name of the table of bodies or a parameter of a route.</summary>
    public string this[string name] => name switch
    {
        "unique" => $"name-{Interlocked.Increment(ref counter)}",
        _ => ids.TryGetValue(name, out var id) ? id : throw new KeyNotFoundException($"The world has no '{name}'."),
    };

    /// <summary>A body or path with its names in <c>{braces}</c> replaced.</summary>
    public string Fill(string text)
    {
        var filled = new StringBuilder();
        var at = 0;
        while (text.IndexOf("{:", at, StringComparison.Ordinal) is >= 0 and var open)
        {
            var close = text.IndexOf('}', open);
            filled.Append(text, at, open - at).Append(this[text[(open + 2)..close]]);
            at = close + 1;
        }

        return filled.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>Whether an answer tells anything of the world. A refusal may repeat the name that was asked for.</summary>
    public bool IsSeenIn(ApiAnswer answer) => ((int)answer.Status >= 400
        ? answer.Text.Replace(ids["projectName"], "", StringComparison.Ordinal)
            .Replace(Uri.EscapeDataString(ids["projectName"]), "", StringComparison.Ordinal)
        : answer.Text).Contains(Secret, StringComparison.Ordinal);

    /// <summary>Everything of the project as it is stored: every document, every dataset's head. What is refused leaves it as it was.</summary>
    public string ReadState()
    {
        var store = server.Services.GetRequiredService<VersionStore>();
        var documents = server.Services.GetRequiredService<Documents>();
        var state = new StringBuilder();
        foreach (var kind in new[]
        {
            Kinds.Organization, Kinds.Integration, Kinds.Project, Kinds.Recipe, Kinds.Ontology, Kinds.Task, Kinds.Assignment,
            Kinds.Setting, Kinds.Driver, Kinds.FeatureSet, Kinds.FeatureVector,
        })
        {
            foreach (var document in documents.List(kind).Where(document => IsOfWorld(document)))
            {
                state.Append(kind).Append(' ').Append(document.Id).Append(' ').Append(document.Root.GetRawText()).AppendLine();
            }
        }

        foreach (var dataset in store.Datasets.Where(dataset => dataset.Info.Scope == ids["projectId"]).OrderBy(dataset => dataset.Ordinal.Value))
        {
            state.Append(dataset.Ordinal.Value).Append(' ').Append(dataset.Info.Name).Append(' ').Append(dataset.Head.Commit.Id)
                .Append(' ').Append(Encoding.UTF8.GetString(dataset.Info.Body.Span)).AppendLine();
        }

        return state.ToString();
    }

    // Recipes and ontologies tell their projects in the body.
    private bool IsOfWorld(Document document) =>
        document.Scope == ids["projectId"] || document.Id == ids["projectId"] || document.Kind == Kinds.Organization
        || document.Id == ids["integrationId"] || document.Id == ids["recipeId"] || document.Id == ids["ontologyId"];

    private async Task FillAsync()
    {
        var owner = byRole["owner"] = server.ClientOf();
        ids["projectName"] = $"{Secret} {this["unique"]}";
        ids["documentName"] = "v1";
        var project = ids["projectId"] = await owner.CreateProjectAsync(ids["projectName"]);
        foreach (var role in RoleRow.Roles.Where(role => role != "owner"))
        {
            var email = ids[role] = $"{role.ToLowerInvariant()}-{this["unique"]}@example.org";
            (await owner.PostAsync($"/projects/{project}/members/{email}", new JsonObject { ["role"] = role })).ExpectOk();
            byRole[role] = server.ClientOf(email);
        }

        ids["email"] = $"member-{this["unique"]}@example.org";
        (await owner.PostAsync($"/projects/{project}/members/{ids["email"]}", new JsonObject { ["role"] = "annotator" })).ExpectOk();
        var made = (await PostAsync("/datasets", """{"name": "kept-from-strangers data", "projects": ["{:projectId}"], "createDefaultRecipe": true}"""));
        var dataset = ids["datasetId"] = made.Id;
        var recipe = ids["recipeId"] = made["metadata"]!["system"]!["recipes"]![0]!.GetValue<string>();
        ids["ontologyId"] = (await owner.GetAsync($"/recipes/{recipe}")).ExpectOk()["ontologyIds"]![0]!.GetValue<string>();
        ids["itemId"] = await UploadAsync(dataset, "/dir/a.txt", "kept-from-strangers content");
        ids["fileRevisionId"] = (await owner.GetAsync($"/items/{ids["itemId"]}/revisions")).ExpectOk()["items"]![0]!["id"]!.GetValue<string>();
        ids["pictureId"] = await UploadAsync(dataset, "/dir/p.png", Convert.FromBase64String(RouteBodies.Png));
        ids["directoryId"] = (await PostAsync($"/datasets/{dataset}/query", """{"filter": {"type": "dir", "filename": "/dir"}}"""))
            ["items"]![0]!["id"]!.GetValue<string>();
        ids["annotationId"] = (await PostAsync(
            "/items/{:itemId}/annotations", """[{"type": "box", "label": "kept-from-strangers", "coordinates": [{"x": 1, "y": 2}, {"x": 3, "y": 4}]}]"""))
            .Json![0]!["id"]!.GetValue<string>();
        ids["snapshotId"] = (await PostAsync($"/datasets/{dataset}/snapshots", """{"name": "kept-from-strangers v1"}""")).Id;
        ids["commitId"] = (await owner.GetAsync($"/datasets/{dataset}/commits")).ExpectOk()["items"]![0]!["id"]!.GetValue<string>();
        ids["otherDatasetId"] = await SpecAsync("/datasets/{:datasetId}/clone", RouteBodies.Clone, "returnedModelId");
        await UploadAsync(ids["otherDatasetId"], "/other.txt", "other");
        ids["otherCommitId"] = (await owner.GetAsync($"/datasets/{ids["otherDatasetId"]}/commits")).ExpectOk()["items"]![0]!["id"]!.GetValue<string>();
        (await PostAsync($"/datasets/{dataset}/items/collections", """{"name": "kept"}""")).ExpectOk();
        ids["collection"] = "kept";
        await FillTasksAsync();
        await FillRestAsync(dataset);
    }

    private async Task FillTasksAsync()
    {
        var command = await FinishAsync(await PostAsync("/annotationtasks", RouteBodies.Task));
        ids["taskId"] = command["spec"]!["createdTaskId"]!.GetValue<string>();
        ids["commandId"] = command.Id;
        ids["assignmentId"] = (await Owner.GetAsync($"/annotationtasks/{ids["taskId"]}")).ExpectOk()["assignmentIds"]![0]!.GetValue<string>();
    }

    private async Task FillRestAsync(string dataset)
    {
        ids["settingId"] = (await PostAsync("/settings", RouteBodies.Setting)).Id;
        ids["featureSetId"] = (await PostAsync("/features/sets", RouteBodies.FeatureSet)).Json![0]!["id"]!.GetValue<string>();
        ids["vectorId"] = (await PostAsync("/features/vectors", RouteBodies.FeatureVectors)).Json![0]!["id"]!.GetValue<string>();
        ids["orgId"] = (await Owner.GetAsync("/orgs")).Json![0]!["id"]!.GetValue<string>();
        ids["integrationId"] = (await PostAsync("/orgs/{:orgId}/integrations", RouteBodies.Integration)).Id;
        ids["botId"] = (await PostAsync("/projects/{:projectId}/bots", """{"name": "bot {:unique}"}""")).Id;
        ids["apiKeyId"] = (await PostAsync("/apiKeys", """{"description": "kept-from-strangers"}""")).Id;
        ids["userId"] = (await ClientOf("annotator").GetAsync("/users/me")).Id;
        ids["folder"] = server.Options.AllowedFolders.Count > 0 ? server.Options.AllowedFolders[0] : "";
        ids["driverId"] = (await PostAsync("/drivers", RouteBodies.Driver)).Id;
        ids["driverDatasetId"] = (await PostAsync(
            "/datasets", """{"name": "kept-from-strangers driven", "projects": ["{:projectId}"], "driver": "{:driverId}"}""")).Id;
        ids["deletedDatasetId"] = (await PostAsync("/datasets", """{"name": "gone {:unique}", "projects": ["{:projectId}"]}""")).Id;
        (await Owner.DeleteAsync($"/datasets/{ids["deletedDatasetId"]}")).ExpectOk();
        var export = await FinishAsync(await PostAsync($"/datasets/{dataset}/export/v3", RouteBodies.ExportV3));
        var manifest = new Uri(export["spec"]!["exportResult"]!["manifestUrl"]!.GetValue<string>()).Segments;
        ids["exportId"] = manifest[^2].Trim('/');
        var files = (await Owner.GetAsync($"/datasets/{dataset}/exports/{ids["exportId"]}/manifest")).ExpectOk()["files"]!;
        ids["file"] = files[0]!["filename"]!.GetValue<string>();
    }

    private async Task<ApiAnswer> PostAsync(string path, string body) =>
        (await Owner.PostTextAsync(Fill(path), Fill(body))).ExpectOk();

    private async Task<string> SpecAsync(string path, string body, string key) =>
        (await FinishAsync(await PostAsync(path, body)))["spec"]![key]!.GetValue<string>();

    private async Task<ApiAnswer> FinishAsync(ApiAnswer command)
    {
        while (command["status"]!.GetValue<string>() is not ("success" or "failed"))
        {
            await Task.Delay(10);
            command = (await Owner.GetAsync($"/commands/{command.Id}")).ExpectOk();
        }

        Assert.True(command["status"]!.GetValue<string>() == "success", command.Text);
        return command;
    }

    private Task<string> UploadAsync(string dataset, string path, string text) => UploadAsync(dataset, path, Encoding.UTF8.GetBytes(text));

    private async Task<string> UploadAsync(string dataset, string path, byte[] content) => (await Owner.SendAsync(
        HttpMethod.Post, $"/datasets/{dataset}/items", RouteBodies.Upload(path, content))).ExpectOk().Id;
}
