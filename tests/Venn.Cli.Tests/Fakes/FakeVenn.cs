using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Venn.Cli.Tests.Fakes;

/// <summary>
/// As much of a server as import and export need, in memory: projects, datasets, items, annotations, labels. What it does
/// is the wire contract's; the real server has its own tests.
/// </summary>
internal sealed class FakeVenn : HttpMessageHandler
{
    public const string Token = "good-token";

    private readonly Lock gate = new();
    private readonly List<JsonObject> projects = [];
    private readonly List<JsonObject> datasets = [];
    private readonly SortedDictionary<string, JsonObject> items = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, JsonObject> annotations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> contents = [];
    private readonly HashSet<string> labels = new(StringComparer.Ordinal);
    private int lastId;

    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>The next so many uploads lose their connection before they are done.</summary>
    public int UploadsToBreak { get; set; }

    /// <summary>Uploads of paths with this in them are refused.</summary>
    public string? RefusedPath { get; set; }

    public IReadOnlyCollection<JsonObject> Items => items.Values;

    public IReadOnlyCollection<JsonObject> Annotations => annotations.Values;

    public IReadOnlyCollection<string> Labels => labels;

    public int Writes => Requests.Count(request => !request.StartsWith("GET", StringComparison.Ordinal)
        && !request.EndsWith("/query", StringComparison.Ordinal));

    public byte[] ContentAt(string path) => contents[items.Values.Single(i => (string)i["filename"]! == path)["id"]!.GetValue<string>()];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        lock (gate)
        {
            Requests.Enqueue($"{request.Method} {path}");
            var response = request.Headers.Authorization?.Parameter == Token
                ? Answer(request.Method.Method, path["/api/v1".Length..].Split('/')[1..], request, body)
                : Refuse(HttpStatusCode.Unauthorized, "The token is signed by another key.");
            response.RequestMessage = request;
            return response;
        }
    }

    private HttpResponseMessage Answer(string method, string[] path, HttpRequestMessage request, byte[] body) =>
        (method, path) switch
        {
            ("GET", ["projects"]) => Ok(new JsonArray([.. projects.Select(p => p.DeepClone())])),
            ("POST", ["projects"]) => Ok(CreateProject(body)),
            ("GET", ["projects", var name, "name"]) => FindProject(Uri.UnescapeDataString(name)),
            ("POST", ["datasets"]) => Ok(CreateDataset(JsonNode.Parse(body)!)),
            ("POST", ["datasets", "query"]) => Ok(PageOf(QueryDatasets(JsonNode.Parse(body)!))),
            ("POST", ["datasets", var id, "items"]) => Upload(id, request, body),
            ("POST", ["datasets", var id, "query"]) => Ok(Query(id, JsonNode.Parse(body)!)),
            ("GET", ["items", var id, "stream"]) => Stream(id),
            ("PATCH", ["items", var id]) => Ok(Patch(id, JsonNode.Parse(body)!)),
            ("POST", ["items", var id, "annotations"]) => Ok(Annotate(id, JsonNode.Parse(body)!.AsArray())),
            ("GET", ["recipes", _]) => Ok(new JsonObject { ["id"] = "r", ["ontologyIds"] = new JsonArray("o") }),
            ("GET", ["ontologies", _]) => Ok(Ontology()),
            ("PATCH", ["ontologies", _, "labels"]) => Ok(AddLabels(JsonNode.Parse(body)!)),
            ("GET", ["datasets", var id]) => datasets.Find(d => (string)d["id"]! == id) is { } found
                ? Ok(found.DeepClone())
                : Refuse(HttpStatusCode.NotFound, $"There is no dataset {id}."),
            _ => Refuse(HttpStatusCode.NotFound, $"The fake has no {method} {string.Join('/', path)}."),
        };

    private JsonObject CreateProject(byte[] body)
    {
        var name = Uri.UnescapeDataString(Encoding.UTF8.GetString(body)["name=".Length..].Replace('+', ' '));
        var project = new JsonObject { ["id"] = NewId(), ["name"] = name };
        projects.Add(project);
        return project.DeepClone().AsObject();
    }

    private HttpResponseMessage FindProject(string name)
    {
        var found = projects.FindAll(project => (string)project["name"]! == name);
        return found.Count == 0
            ? Refuse(HttpStatusCode.NotFound, $"There is no project '{name}'.")
            : Ok(new JsonArray([.. found.Select(p => p.DeepClone())]));
    }

    private JsonObject CreateDataset(JsonNode request)
    {
        var dataset = new JsonObject
        {
            ["id"] = NewId(),
            ["name"] = request["name"]!.DeepClone(),
            ["projects"] = request["projects"]!.DeepClone(),
            ["metadata"] = new JsonObject { ["system"] = new JsonObject { ["recipes"] = new JsonArray("r") } },
        };
        datasets.Add(dataset);
        return dataset.DeepClone().AsObject();
    }

    private IEnumerable<JsonObject> QueryDatasets(JsonNode query)
    {
        var project = (string?)query["context"]?["projects"]?[0];
        return datasets.Where(dataset => (project is null || (string)dataset["projects"]![0]! == project)
            && Matches(dataset, query["filter"]));
    }

    private HttpResponseMessage Upload(string datasetId, HttpRequestMessage request, byte[] body)
    {
        if (UploadsToBreak > 0)
        {
            UploadsToBreak--;
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection was reset.");
        }

        var parts = Multipart.Read(request.Content!.Headers.ContentType!.ToString(), body);
        var path = Encoding.UTF8.GetString(parts["path"]);
        if (RefusedPath is not null && path.Contains(RefusedPath, StringComparison.Ordinal))
        {
            return Refuse(HttpStatusCode.BadRequest, $"path '{path}' is refused.");
        }

        var there = items.Values.FirstOrDefault(i => (string)i["datasetId"]! == datasetId && (string)i["filename"]! == path);
        var overwrite = request.RequestUri!.Query.Contains("mode=overwrite", StringComparison.Ordinal);
        if (there is not null && !overwrite)
        {
            return Ok(there.DeepClone(), "skip");
        }

        var item = there ?? new JsonObject
        {
            ["id"] = NewId(), ["datasetId"] = datasetId, ["type"] = "file", ["hidden"] = false, ["filename"] = path,
            ["name"] = Path.GetFileName(path),
        };
        var metadata = parts.TryGetValue("metadata", out var text) ? JsonNode.Parse(text)!.AsObject() : [];
        metadata["system"] = new JsonObject { ["size"] = parts["file"].Length };
        item["metadata"] = metadata;
        var id = (string)item["id"]!;
        items[id] = item;
        contents[id] = parts["file"];
        foreach (var gone in annotations.Where(a => (string)a.Value["itemId"]! == id).Select(a => a.Key).ToList())
        {
            annotations.Remove(gone);
        }

        return Ok(item.DeepClone(), there is null ? "created" : "overwrite");
    }

    private JsonObject Query(string datasetId, JsonNode query)
    {
        var source = (string?)query["resource"] == "annotations" ? annotations : items;
        return PageOf(source.Values.Where(entry => (string)entry["datasetId"]! == datasetId && Matches(entry, query["filter"])));
    }

    private HttpResponseMessage Stream(string id)
    {
        var content = contents[id];
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(content) };
        response.Headers.ETag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(content))}\"");
        return response;
    }

    private JsonObject Patch(string id, JsonNode patch)
    {
        var metadata = items[id]["metadata"]!.AsObject();
        var user = metadata["user"] as JsonObject ?? [];
        metadata["user"] = user.Parent is null ? user : user.DeepClone();
        foreach (var (key, value) in patch["metadata"]!["user"]!.AsObject())
        {
            metadata["user"]![key] = value?.DeepClone();
        }

        return items[id].DeepClone().AsObject();
    }

    private JsonArray Annotate(string itemId, JsonArray added)
    {
        var made = new JsonArray();
        foreach (var node in added)
        {
            var annotation = node!.DeepClone().AsObject();
            annotation["id"] = NewId();
            annotation["itemId"] = itemId;
            annotation["datasetId"] = items[itemId]["datasetId"]!.DeepClone();
            annotation["creator"] = "someone@example.org";
            // As the contract has it: the server fills this in.
            annotation["metadata"] ??= new JsonObject();
            annotation["metadata"]!["system"] ??= new JsonObject();
            annotation["metadata"]!["system"]!["attributes"] ??= new JsonObject();
            annotations.Add((string)annotation["id"]!, annotation);
            made.Add(annotation.DeepClone());
        }

        return made;
    }

    private JsonObject Ontology() => new()
    {
        ["id"] = "o",
        ["roots"] = new JsonArray([.. labels.Select(label => new JsonObject
        {
            ["value"] = new JsonObject { ["tag"] = label },
            ["children"] = new JsonArray(),
        })]),
    };

    private JsonObject AddLabels(JsonNode request)
    {
        labels.UnionWith(request["labelsNode"]!.AsArray().Select(label => (string)label!["tag"]!));
        return Ontology();
    }

    /// <summary>Equality, <c>$gt</c> on ids, and <c>$and</c>: what the client sends.</summary>
    private static bool Matches(JsonObject entry, JsonNode? filter) =>
        (filter as JsonObject ?? []).All(condition => condition.Key == "$and"
            ? condition.Value!.AsArray().All(part => Matches(entry, part))
            : condition.Value is JsonObject { } range
                ? string.CompareOrdinal((string)entry[condition.Key]!, (string)range["$gt"]!) > 0
                : JsonNode.DeepEquals(entry[condition.Key], condition.Value));

    /// <summary>Two to a page, so that paging is always at work.</summary>
    private static JsonObject PageOf(IEnumerable<JsonObject> entries)
    {
        const int pageSize = 2;
        var all = entries.ToList();
        return new JsonObject
        {
            ["totalItemsCount"] = all.Count,
            ["hasNextPage"] = all.Count > pageSize,
            ["items"] = new JsonArray([.. all.Take(pageSize).Select(entry => entry.DeepClone())]),
        };
    }

    private string NewId() => $"65f000000000000000{++lastId:x6}";

    private static HttpResponseMessage Ok(JsonNode body, string? operation = null)
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
        };
        if (operation is not null)
        {
            response.Headers.Add("x-item-op", operation);
        }

        return response;
    }

    private static HttpResponseMessage Refuse(HttpStatusCode status, string message) => new(status)
    {
        Content = new StringContent(
            new JsonObject { ["status"] = (int)status, ["message"] = message }.ToJsonString(), Encoding.UTF8, "application/json"),
    };
}
