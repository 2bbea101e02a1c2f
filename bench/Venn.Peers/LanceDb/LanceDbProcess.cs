using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Venn.Peers.LanceDb;

/// <summary>The Node program that holds LanceDB: a line of JSON to it, a line of JSON back, one at a time.</summary>
internal sealed class LanceDbProcess : IAsyncDisposable
{
    private readonly Process process;

    /// <param name="program">Path of its <c>main.mjs</c>.</param>
    /// <param name="directory">Of the database.</param>
    public LanceDbProcess(string program, string directory)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["RUST_LOG"] = "error";
        Array.ForEach([program, directory], start.ArgumentList.Add);
        process = Process.Start(start)!;
    }

    /// <exception cref="InvalidOperationException">It answers with an error, or has ended.</exception>
    public async Task<JsonObject> AskAsync(JsonObject request)
    {
        await process.StandardInput.WriteLineAsync(request.ToJsonString(JsonSerializerOptions.Web));
        await process.StandardInput.FlushAsync();
        var line = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException("The program that holds LanceDB has ended; what it said stands above.");
        var answer = JsonNode.Parse(line)!.AsObject();
        return answer["error"] is { } error
            ? throw new InvalidOperationException($"LanceDB, asked {request.ToJsonString()}: {error}")
            : answer;
    }

    public async ValueTask DisposeAsync()
    {
        // It ends with its input.
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
