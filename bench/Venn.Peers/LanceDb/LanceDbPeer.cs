using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Venn.Benchmarks.Query;

namespace Venn.Peers.LanceDb;

/// <summary>LanceDB in a Node process, asked what its filter language says: counts. Its own process measures the time.</summary>
/// <param name="directory">Of its files.</param>
/// <param name="program">Path of <c>bench/peers/lancedb/main.mjs</c>.</param>
internal sealed partial class LanceDbPeer(string directory, string program) : IPeer
{
    private static readonly string[] Tables = ["items", "annotations"];
    private LanceDbProcess? process;

    public string Name => "LanceDB";

    public string Version { get; private set; } = "";

    public long SizeBytes { get; private set; }

    public int VariantCount => 1;

    public async Task LoadAsync(int items)
    {
        var database = Path.Combine(directory, "rows");
        var isThere = Directory.Exists(database);
        Directory.CreateDirectory(database);
        process = new LanceDbProcess(program, database);
        Version = (string)(await process.AskAsync(new JsonObject { ["do"] = "version" }))["version"]!;
        foreach (var table in isThere ? [] : Tables)
        {
            var file = Path.Combine(directory, table + ".ndjson");
            Action<string, int> write = table == "items" ? LanceDbRows.WriteItems : LanceDbRows.WriteAnnotations;
            write(file, items);
            await process.AskAsync(new JsonObject { ["do"] = "load", ["table"] = table, ["file"] = file });
            await process.AskAsync(new JsonObject { ["do"] = "index", ["table"] = table });
            File.Delete(file);
        }

        SizeBytes = QueryBenchmark.SizeOf(database);
    }

    public string? WhyNot(Question question) => question.Kind switch
    {
        QuestionKind.Facet => "no grouping",
        QuestionKind.Page => question.Sql(0).Contains("EXISTS", StringComparison.Ordinal) ? "no join, no order" : "no order by a column",
        _ => null,
    };

    public async Task<PeerAnswer?> AskAsync(Question question, int run, int variant)
    {
        if (WhyNot(question) is not null)
        {
            return null;
        }

        var sql = question.Sql(run);
        var where = sql[(sql.IndexOf(" WHERE ", StringComparison.Ordinal) + " WHERE ".Length)..];
        where = Tag().Replace(where, "array_has_any(tags, ['$1'])");
        where = Time().Replace(where, "captured_at >= timestamp '$1'");

        // It knows no other sign than the backslash.
        where = where.Replace("!_", @"\_", StringComparison.Ordinal).Replace(" ESCAPE '!'", "", StringComparison.Ordinal);
        var answer = await process!.AskAsync(new JsonObject { ["do"] = "count", ["table"] = "items", ["where"] = where });
        return new PeerAnswer([.. answer["lines"]!.AsArray().Select(line => (string)line!)], (double)answer["ms"]!);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }
    }

    [GeneratedRegex(@"\{has-tag:([^}]*)\}")]
    private static partial Regex Tag();

    [GeneratedRegex("captured_at >= '([^']*)'")]
    private static partial Regex Time();
}
