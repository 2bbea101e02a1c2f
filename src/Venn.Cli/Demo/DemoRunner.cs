using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Client;
using Venn.Client.Queries;
using Venn.Client.Resources;
using Venn.Protocol.Entities;
using Venn.Protocol.Requests;
using Venn.Protocol.Versions;

namespace Venn.Cli.Demo;

/// <summary>The whole of Venn on a dataset of its own, step by step, each checked, timed and measured.</summary>
/// <param name="dataDirectory">The server's, when it is ours to look into.</param>
internal sealed class DemoRunner(
    VennClient client, string? dataDirectory, int count, int seed, Action<string> say,
    CancellationToken cancellationToken)
{
    private const int Parallelism = 8;

    /// <summary>One item in so many is edited on each side.</summary>
    private const int EditEvery = 10;

    private readonly List<DemoStep> steps = [];
    private readonly Dictionary<string, string> hashByPath = new(StringComparer.Ordinal);

    /// <summary>Runs every step in a new project.</summary>
    /// <exception cref="CliException">A step did something else than it should.</exception>
    public async Task<IReadOnlyList<DemoStep>> RunAsync(string projectName)
    {
        var project = await client.Projects.CreateAsync(projectName, cancellationToken);
        var golden = await client.Datasets.CreateAsync(project.Id, "scenes", cancellationToken);
        await StepAsync("upload", () => UploadAsync(golden));
        var snapshot = await SnapshotAsync(golden);
        var work = await CloneAsync(golden, "scenes-work", new CopySwitches(), null);
        await CloneAsync(
            golden, "scenes-bare", new CopySwitches { WithItemsAnnotations = false, WithMetadata = false }, null);
        await CloneAsync(golden, "scenes-stars", new CopySwitches(), Query.Files.WhereAnnotation("label", "star"));
        await StepAsync("edit the source", () => EditSourceAsync(golden));
        await StepAsync("edit the clone", () => EditCloneAsync(work));
        await StepAsync("diff", () => DiffAsync(golden.Id, snapshot.Id, work.Id));
        await MergeAsync(project, golden, work);
        await StepAsync("roll back the source", () => RollBackAsync(golden, snapshot));
        await StepAsync("delete the source", async () =>
        {
            await client.Datasets.DeleteAsync(golden.Id, cancellationToken);
            return "its clones stay";
        });
        await StepAsync("check the clone's files", () => CheckFilesAsync(work));
        return steps;
    }

    private async Task StepAsync(string name, Func<Task<string>> act)
    {
        say($"{name} …");
        var before = MeasureDisk();
        var started = Stopwatch.GetTimestamp();
        var outcome = await act();
        var elapsed = Stopwatch.GetElapsedTime(started);
        steps.Add(new DemoStep(name, outcome, elapsed, MeasureDisk() - before));
    }

    private long? MeasureDisk() => dataDirectory is null ? null : DirectorySize.Measure(dataDirectory);

    private async Task<string> UploadAsync(Dataset dataset)
    {
        var generator = new SceneGenerator(seed);
        long bytes = 0;
        var annotations = 0;
        await Parallel.ForAsync(
            0, count,
            new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken },
            async (number, token) =>
            {
                var scene = generator.Draw(number);
                using var content = new MemoryStream(scene.Image);
                var result = await client.Items.UploadAsync(
                    dataset.Id,
                    new ItemUpload
                    {
                        Path = scene.Path,
                        Content = content,
                        Metadata = new JsonObject { ["user"] = scene.UserMetadata },
                    },
                    token);
                await client.Annotations.UploadAsync(result.Item.Id, scene.Annotations, token);
                lock (hashByPath)
                {
                    hashByPath[scene.Path] = Convert.ToHexStringLower(SHA256.HashData(scene.Image));
                    bytes += scene.Image.Length;
                    annotations += scene.Annotations.Count;
                }
            });
        return $"{Quantities.Count(count, "scene")} of {Quantities.Bytes(bytes)}, "
            + $"{Quantities.Count(annotations, "annotation")}";
    }

    private async Task<Snapshot> SnapshotAsync(Dataset dataset)
    {
        Snapshot? taken = null;
        await StepAsync("snapshot", async () =>
        {
            taken = await client.Versions.TakeSnapshotAsync(
                dataset.Id, new SnapshotRequest { Name = "golden", Message = "before anything risky" },
                cancellationToken);
            return "'golden'";
        });
        return taken!;
    }

    private async Task<Dataset> CloneAsync(Dataset source, string name, CopySwitches switches, Query? query)
    {
        Dataset? made = null;
        await StepAsync($"{(query is null ? "clone" : "slice")} to {name}", async () =>
        {
            made = await client.Datasets.CloneAsync(
                source.Id,
                new CloneRequest { Name = name, Filter = (query ?? Query.All).ToBody(), CloneDatasetParams = switches },
                cancellationToken: cancellationToken);
            return Describe(made);
        });
        Require(
            query is not null || made!.ItemsCount == count,
            $"the clone {name} has {made!.ItemsCount} items, not {count}");
        return made!;
    }

    /// <summary>Weather seen wrong: metadata of one item in ten is set, and its class is taken off.</summary>
    private async Task<string> EditSourceAsync(Dataset dataset)
    {
        var (edited, removed) = (0, 0);
        await foreach (var item in client.Items.ListAsync(dataset.Id, cancellationToken: cancellationToken))
        {
            if (NumberOf(item) % EditEvery != 0)
            {
                continue;
            }

            await client.Items.UpdateAsync(
                item.Id, Patch("checked", true), cancellationToken: cancellationToken);
            edited++;
            foreach (var annotation in await client.Annotations.ListOfItemAsync(dataset.Id, item.Id, cancellationToken))
            {
                if (annotation.Type == AnnotationTypes.Classification)
                {
                    await client.Annotations.DeleteAsync(annotation.Id!, cancellationToken);
                    removed++;
                }
            }
        }

        return $"{Quantities.Count(edited, "item")} edited, {Quantities.Count(removed, "annotation")} removed";
    }

    /// <summary>The annotators' side: other keys of the same items, new boxes, a few scenes thrown out.</summary>
    private async Task<string> EditCloneAsync(Dataset dataset)
    {
        var (edited, deleted) = (0, 0);
        await foreach (var item in client.Items.ListAsync(dataset.Id, cancellationToken: cancellationToken))
        {
            switch (NumberOf(item) % EditEvery)
            {
                case 0:
                    await client.Items.UpdateAsync(
                        item.Id, Patch("annotator", "ann@example.org"), cancellationToken: cancellationToken);
                    await client.Annotations.UploadAsync(item.Id, [WholeBox()], cancellationToken);
                    edited++;
                    break;
                case 5:
                    await client.Items.DeleteAsync(item.Id, cancellationToken);
                    deleted++;
                    break;
            }
        }

        return $"{Quantities.Count(edited, "item")} edited with {Quantities.Count(edited, "new box", "new boxes")}, "
            + $"{deleted} deleted";
    }

    private async Task<string> DiffAsync(string datasetId, string from, string to)
    {
        var diff = await client.Versions.DiffAsync(datasetId, from, to, cancellationToken: cancellationToken);
        return Describe("items", diff.Summary.Items) + "; " + Describe("annotations", diff.Summary.Annotations);
    }

    private async Task MergeAsync(Project project, Dataset golden, Dataset work)
    {
        var request = new MergeRequest
        {
            Name = "scenes-merged",
            DatasetsIds = [golden.Id, work.Id],
            ProjectIds = [project.Id],
        };
        await StepAsync("preview the merge", async () =>
        {
            var report = await client.Datasets.PreviewMergeAsync(request, cancellationToken);
            return $"{Quantities.Count(report.ItemsCount, "item")}, "
                + $"{Quantities.Count(report.ConflictsCount, "conflict")}; nothing written";
        });
        Dataset? merged = null;
        await StepAsync("merge", async () =>
        {
            merged = await client.Datasets.MergeAsync(request, cancellationToken: cancellationToken);
            return Describe(merged);
        });
        Require(
            merged!.ItemsCount == count,
            $"the merge has {merged.ItemsCount} items, not {count}: what both share must appear once");
    }

    private async Task<string> RollBackAsync(Dataset dataset, Snapshot snapshot)
    {
        await client.Versions.RollBackAsync(
            dataset.Id, new RollbackRequest { Ref = snapshot.Id, Message = "the demo's end" },
            cancellationToken: cancellationToken);
        var left = await client.Versions.DiffAsync(
            dataset.Id, snapshot.Id, "head", cancellationToken: cancellationToken);
        Require(
            left.TotalItemsCount == 0,
            $"{left.TotalItemsCount} items differ from the snapshot after rolling back to it");
        return "as it was at 'golden': nothing differs";
    }

    private async Task<string> CheckFilesAsync(Dataset dataset)
    {
        var files = 0;
        await foreach (var item in client.Items.ListAsync(dataset.Id, cancellationToken: cancellationToken))
        {
            using var content = new MemoryStream();
            await client.Items.DownloadAsync(item.Id, content, cancellationToken);
            var hash = Convert.ToHexStringLower(SHA256.HashData(content.ToArray()));
            Require(
                hash == hashByPath[item.Filename], $"{item.Filename} came back with other bytes than were uploaded");
            files++;
        }

        return $"{Quantities.Count(files, "file")} streamed, every SHA-256 right";
    }

    /// <summary>The number in a scene's name.</summary>
    private static int NumberOf(Item item) =>
        int.Parse(item.Name.AsSpan(item.Name.IndexOf('_') + 1, 5), System.Globalization.CultureInfo.InvariantCulture);

    private static JsonObject Patch(string key, JsonNode value) =>
        new() { ["metadata"] = new JsonObject { ["user"] = new JsonObject { [key] = value } } };

    private static Annotation WholeBox() => new()
    {
        Type = AnnotationTypes.Box,
        Label = "scene",
        Coordinates = new JsonArray(
            new JsonObject { ["x"] = 0, ["y"] = 0, ["z"] = 0 },
            new JsonObject { ["x"] = SceneGenerator.Width, ["y"] = SceneGenerator.Height, ["z"] = 0 }),
    };

    private static string Describe(Dataset dataset) =>
        $"{Quantities.Count(dataset.ItemsCount, "item")}, {Quantities.Count(dataset.AnnotationsCount, "annotation")}";

    private static string Describe(string what, ChangeCounts counts) =>
        $"{what} +{counts.Added} -{counts.Removed} ~{counts.Changed}";

    private static void Require(bool condition, string fault)
    {
        if (!condition)
        {
            throw new CliException(ExitCodes.Failed, $"The demo found a fault: {fault}.");
        }
    }
}
