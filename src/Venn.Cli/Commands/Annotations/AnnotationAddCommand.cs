using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Cli.Commands.Items;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Protocol.Entities;
using Venn.Protocol.Json;

namespace Venn.Cli.Commands.Annotations;

internal static class AnnotationAddCommand
{
    public static Command Create(CliRuntime runtime)
    {
        var name = new Argument<string>("item") { Description = "The item's id, or its dataset" };
        var path = new Argument<string?>("path")
        {
            Description = "The item's path, when the dataset was given", Arity = ArgumentArity.ZeroOrOne,
        };
        var file = new Option<string>("--file", "-f")
        {
            Description = "Annotations in Dataloop's JSON: one, an array, or {\"annotations\": [...]}; '-' for stdin",
            HelpName = "FILE",
            Required = true,
        };
        var command = new Command("add", "Put annotations on an item") { name, path, file };
        runtime.Handle(command, async run =>
        {
            var annotations = Read(await ReadTextAsync(run, run.Get(file)!));
            var client = await run.ConnectAsync();
            var item = await ItemName.ResolveAsync(client, run.Get(name), run.Line.GetValue(path), run.CancellationToken);
            var made = await client.Annotations.UploadAsync(item.Id, annotations, run.CancellationToken);
            run.Notes.Say($"{Quantities.Count(made.Count, "annotation")} put on {item.Filename}.");
            AnnotationRows.Write(run, [.. made]);
        });
        return command;
    }

    private static async Task<string> ReadTextAsync(Invocation run, string file) => file == "-"
        ? await run.Environment.In.ReadToEndAsync(run.CancellationToken)
        : await File.ReadAllTextAsync(run.FullPath(file), run.CancellationToken);

    private static List<Annotation> Read(string json)
    {
        try
        {
            var node = JsonNode.Parse(json);
            var list = node switch
            {
                JsonArray array => array,
                JsonObject whole when whole["annotations"] is JsonArray inner => inner,
                JsonObject one => new JsonArray(one.DeepClone()),
                _ => throw new FormatException("The file holds no annotation: give an object, an array, or {\"annotations\": [...]}."),
            };
            return [.. list.Select((entry, i) => entry.Deserialize(ProtocolJson.Default.Annotation)
                ?? throw new FormatException($"$[{i}] is null; an annotation has type, label and coordinates."))];
        }
        catch (JsonException exception)
        {
            throw new FormatException(
                $"The file is no annotation in Dataloop's JSON, at {exception.Path ?? "$"}: {exception.Message}", exception);
        }
    }
}
