using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;
using Venn.Cli.Hosting;
using Venn.Protocol.Json;

namespace Venn.Cli.Output;

/// <summary>
/// Data on stdout, in one of three forms: JSON (<c>--json</c>), a table for a terminal, or lines of tab-separated fields
/// with a heading for everything else.
/// </summary>
internal sealed class ResultWriter(CliEnvironment environment, bool json)
{
    private static readonly ProtocolJson Shapes = new(new JsonSerializerOptions(ProtocolJson.Default.Options)
    {
        WriteIndented = true,
        // What leaves here is read by programs and people, never by a browser.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public bool IsJson { get; } = json;

    /// <summary>Writes rows; in JSON each row's source, as an array.</summary>
    public void WriteRows<T>(
        IReadOnlyList<string> headings, IReadOnlyCollection<T> rows, Func<T, IEnumerable<string?>> fields)
    {
        if (IsJson)
        {
            WriteArray(rows);
        }
        else if (environment.IsOutTerminal)
        {
            WriteTable(headings, rows.Select(fields));
        }
        else
        {
            environment.Out.WriteLine(string.Join('\t', headings));
            foreach (var row in rows)
            {
                environment.Out.WriteLine(string.Join('\t', fields(row).Select(OneField)));
            }
        }
    }

    /// <summary>Writes one thing as name and value per line; in JSON its source.</summary>
    public void WriteObject<T>(T source, IEnumerable<(string Name, string? Value)> fields)
    {
        if (IsJson)
        {
            WriteJson(JsonSerializer.SerializeToNode(source, TypeOf<T>()));
            return;
        }

        var shown = fields.Where(field => field.Value is not null).ToList();
        var width = shown.Count == 0 ? 0 : shown.Max(field => field.Name.Length);
        foreach (var (name, value) in shown)
        {
            environment.Out.WriteLine(
                environment.IsOutTerminal ? $"{name.PadRight(width)}  {value}" : $"{name}\t{OneField(value)}");
        }
    }

    public void WriteJson(JsonNode? node) => environment.Out.WriteLine(node?.ToJsonString(Shapes.Options) ?? "null");

    public void WriteLine(string line) => environment.Out.WriteLine(line);

    private void WriteArray<T>(IReadOnlyCollection<T> rows)
    {
        var array = new JsonArray();
        foreach (var row in rows)
        {
            array.Add(JsonSerializer.SerializeToNode(row, TypeOf<T>()));
        }

        WriteJson(array);
    }

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Shapes.Options.GetTypeInfo(typeof(T));

    /// <summary>Columns as wide as their widest field: a terminal that is too narrow wraps lines, and ids stay whole to be copied.</summary>
    private void WriteTable(IReadOnlyList<string> headings, IEnumerable<IEnumerable<string?>> rows)
    {
        var lines = rows.Select(row => row.Select(OneField).ToArray()).ToList();
        var widths = headings
            .Select((name, i) => lines.Select(line => line[i].Length).Append(name.Length).Max()).ToArray();
        var console = Consoles.Create(environment.Out, environment.IsOutTerminal);
        var heading = Align(headings, widths);
        environment.Out.WriteLine(console.Profile.Capabilities.Ansi ? $"\e[1m{heading}\e[0m" : heading);
        foreach (var line in lines)
        {
            environment.Out.WriteLine(Align(line, widths));
        }
    }

    private static string Align(IReadOnlyList<string> fields, int[] widths) =>
        string.Join("  ", fields.Select((field, i) => field.PadRight(widths[i]))).TrimEnd();

    private static string OneField(string? text) =>
        (text ?? "").Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ');
}
