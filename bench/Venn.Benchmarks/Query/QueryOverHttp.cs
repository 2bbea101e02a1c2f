using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Venn.Benchmarks.Http;
using Venn.Benchmarks.Reporting;

namespace Venn.Benchmarks.Query;

/// <summary>The same questions in DQL, to a server of its own over loopback, one connection.</summary>
internal sealed class QueryOverHttp(Report report, string directory, int items, IReadOnlyList<Question> questions)
{
    public const string DatasetName = "bench";

    /// <summary>The server begins with code that is not optimized yet: what is measured is one that has been asked some time.</summary>
    private const int WarmUpRunCount = 40;

    /// <summary>Lets a server make the directory, a project and the dataset, so that one serves what is loaded into it.</summary>
    public static async Task PrepareAsync(string directory)
    {
        using var server = await ServerProcess.StartAsync(directory);
        using var client = Connect(server);
        using var form = new FormUrlEncodedContent([new("name", DatasetName)]);
        var project = await ReadAsync(await client.PostAsync("/api/v1/projects", form));
        await ReadAsync(await PostAsync(client, "/api/v1/datasets", $$"""{"name":"{{DatasetName}}","projects":["{{project["id"]}}"],"createDefaultRecipe":true}"""));
    }

    public async Task RunAsync()
    {
        using var server = await ServerProcess.StartAsync(directory);
        using var client = Connect(server);
        var found = await ReadAsync(await PostAsync(
            client, "/api/v1/datasets/query", $$$"""{"resource":"datasets","filter":{"$and":[{"name":"{{{DatasetName}}}"}]}}"""));
        var dataset = (string)found["items"]![0]!["id"]!;
        foreach (var question in questions.Where(question => question.Dql is not null))
        {
            var samples = new Samples();
            for (var run = -WarmUpRunCount; run < QueryBenchmark.RunCount; run++)
            {
                var body = question.Dql!(run < 0 ? QueryBenchmark.RunCount - run : run);
                var start = Stopwatch.GetTimestamp();
                var answer = await PostAsync(client, $"/api/v1/datasets/{dataset}/query", body);
                var text = await answer.Content.ReadAsStringAsync();
                if (!answer.IsSuccessStatusCode)
                {
                    throw new InvalidOperationException($"'{question.Name}' over HTTP: {(int)answer.StatusCode} {text}");
                }

                if (run >= 0)
                {
                    samples.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }

            report.Add(Figure.AtMost($"{question.Name}; HTTP", items, "p50", "ms", samples.Median));
            report.Add(Figure.AtMost($"{question.Name}; HTTP", items, "p99", "ms", samples.Percentile(0.99)));
        }

        report.Add(Figure.AtMost("server after these questions", items, "resident", "MiB", server.ResidentMiB, 2048));
    }

    private static HttpClient Connect(ServerProcess server)
    {
        var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        return client;
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.PostAsync(new Uri(path, UriKind.Relative), content);
    }

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
