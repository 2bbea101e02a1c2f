using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Venn.Benchmarks.Reporting;

namespace Venn.Benchmarks.Http;

/// <summary>
/// The server under load over loopback, with its default settings; the load has the same two cores. Every answer's status is
/// checked: a refused request ends the benchmark.
/// </summary>
internal sealed class HttpBenchmark(Report report, string directory, TimeSpan length)
{
    private const int FileBytes = 10 * 1024;

    private long made;

    public async Task RunAsync()
    {
        using var server = await ServerProcess.StartAsync(directory);
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 64 };
        using var client = new HttpClient(handler) { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        var dataset = await MakeDatasetAsync(client);
        report.Add(Figure.AtMost("server, idle", 0, "resident", "MiB", server.ResidentMiB));

        // What the just-in-time compiler does at first is no part of a figure.
        await LoadAsync(8, TimeSpan.FromSeconds(2), () => UploadAsync(client, dataset));
        var uploads = await LoadAsync(16, length, () => UploadAsync(client, dataset));
        Tell("upload of 10 KB files, 16 connections", uploads, "files/s", 1000);
        report.Add(Figure.AtMost("server, after the uploads", made, "resident", "MiB", server.ResidentMiB));

        var items = await ListIdsAsync(client, dataset);
        await LoadAsync(2, TimeSpan.FromSeconds(2), () => PageAsync(client, dataset, items));
        var pages = await LoadAsync(4, length, () => PageAsync(client, dataset, items));
        Tell("pages of 1,000 items, 4 connections", pages, "pages/s", 60);

        await LoadAsync(8, TimeSpan.FromSeconds(2), () => AnnotateAsync(client, items));
        var annotations = await LoadAsync(64, length, () => AnnotateAsync(client, items));
        Tell("annotation writes, 64 connections", annotations, "writes/s", 3000);
        report.Add(Figure.AtMost("server, after all", made, "resident", "MiB", server.ResidentMiB));
    }

    private void Tell(string workload, (double Rate, Samples Latencies) load, string unit, double goal)
    {
        report.Add(Figure.AtLeast(workload, made, "rate", unit, load.Rate, goal));
        report.Add(Figure.AtMost(workload, made, "p50", "ms", load.Latencies.Median));
        report.Add(Figure.AtMost(workload, made, "p99", "ms", load.Latencies.Percentile(0.99)));
    }

    private static async Task<(double Rate, Samples Latencies)> LoadAsync(int connections, TimeSpan time, Func<Task> request)
    {
        var start = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            var latencies = new List<double>();
            while (Stopwatch.GetElapsedTime(start) < time)
            {
                var begun = Stopwatch.GetTimestamp();
                await request();
                latencies.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }

            return latencies;
        })));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var samples = new Samples();
        foreach (var latency in all.SelectMany(l => l))
        {
            samples.Add(latency);
        }

        return (all.Sum(l => l.Count) / seconds, samples);
    }

    private static async Task<string> MakeDatasetAsync(HttpClient client)
    {
        using var form = new FormUrlEncodedContent([new("name", "bench")]);
        var project = await ReadAsync(await client.PostAsync("/api/v1/projects", form));
        var body = new JsonObject
        {
            ["name"] = "bench", ["projects"] = new JsonArray(project["id"]!.DeepClone()), ["createDefaultRecipe"] = true,
        };
        var dataset = await ReadAsync(await client.PostAsync("/api/v1/datasets", Json(body)));
        return (string)dataset["id"]!;
    }

    private async Task UploadAsync(HttpClient client, string dataset)
    {
        var number = Interlocked.Increment(ref made);
        var bytes = new byte[FileBytes];
        new Random((int)number).NextBytes(bytes);
        var path = string.Create(CultureInfo.InvariantCulture, $"/dir{number % 100}/file-{number}.bin");
        using var form = new MultipartFormDataContent();
        form.Add(new StringContent("file"), "type");
        form.Add(new StringContent(path), "path");
        form.Add(new ByteArrayContent(bytes), "file", Path.GetFileName(path));
        using var answer = await client.PostAsync($"/api/v1/datasets/{dataset}/items?mode=overwrite", form);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task PageAsync(HttpClient client, string dataset, IReadOnlyList<string> items)
    {
        var last = items[Random.Shared.Next(Math.Max(1, items.Count - 1000))];
        using var answer = await client.PostAsync($"/api/v1/datasets/{dataset}/query", Json(Query(last)));
        answer.EnsureSuccessStatusCode();
        await answer.Content.CopyToAsync(Stream.Null);
    }

    private static async Task AnnotateAsync(HttpClient client, IReadOnlyList<string> items)
    {
        var item = items[Random.Shared.Next(items.Count)];
        const string Body = """
            [{"type":"box","label":"car","coordinates":[{"x":10,"y":20,"z":0},{"x":110,"y":90,"z":0}],
              "metadata":{"system":{"automated":false,"attributes":{"1":"red"}}},"source":"sdk"}]
            """;
        using var content = new StringContent(Body, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync($"/api/v1/items/{item}/annotations", content);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<List<string>> ListIdsAsync(HttpClient client, string dataset)
    {
        var ids = new List<string>();
        for (var last = ""; ;)
        {
            var page = await ReadAsync(await client.PostAsync($"/api/v1/datasets/{dataset}/query", Json(Query(last))));
            ids.AddRange(page["items"]!.AsArray().Select(i => (string)i!["id"]!));
            if (!(bool)page["hasNextPage"]!)
            {
                return ids;
            }

            last = ids[^1];
        }
    }

    private static JsonObject Query(string last)
    {
        var conditions = new JsonArray(new JsonObject { ["hidden"] = false }, new JsonObject { ["type"] = "file" });
        if (last.Length > 0)
        {
            conditions.Add(new JsonObject { ["id"] = new JsonObject { ["$gt"] = last } });
        }

        return new JsonObject
        {
            ["resource"] = "items", ["page"] = 0, ["pageSize"] = 1000,
            ["filter"] = new JsonObject { ["$and"] = conditions }, ["sort"] = new JsonObject { ["id"] = "ascending" },
        };
    }

    private static StringContent Json(JsonObject body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync();
            return answer.IsSuccessStatusCode
                ? JsonNode.Parse(text)!
                : throw new InvalidOperationException($"{answer.RequestMessage!.RequestUri}: {(int)answer.StatusCode} {text}");
        }
    }
}
