using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Venn.Client;
using Venn.Client.Errors;
using Venn.Client.Queries;
using Venn.Client.Resources;
using Venn.Protocol.Entities;

namespace Venn.Cli.Import;

/// <summary>
/// Puts files and their annotations into a dataset. What is there with the same content is left alone, so an import can be
/// run again: after an interruption it takes up what is missing, and twice it does nothing the second time.
/// </summary>
internal sealed class Importer(VennClient client, Dataset dataset, string directory, ImportReport report)
{
    private const int UploadAttempts = 3;

    private readonly ConcurrentDictionary<string, byte> labels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Item> itemsByPath = new(StringComparer.Ordinal);
    private ILookup<string, Annotation> annotationsByItem = Array.Empty<Annotation>().ToLookup(static a => a.ItemId!);

    /// <summary>Uploads all; what fails for one file is put into the report and does not stop the others.</summary>
    public async Task RunAsync(
        IReadOnlyList<LocalFile> files, IReadOnlyDictionary<string, LocalFile> annotationFiles, int parallelism,
        Action<LocalFile> onDone, CancellationToken cancellationToken)
    {
        await ReadWhatIsThereAsync(cancellationToken);
        await Parallel.ForEachAsync(
            files,
            new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken },
            async (file, token) =>
            {
                await ImportOneAsync(file, annotationFiles.GetValueOrDefault(file.RelativePath), token);
                onDone(file);
            });
        await AddLabelsAsync(cancellationToken);
    }

    private async Task ReadWhatIsThereAsync(CancellationToken cancellationToken)
    {
        var files = Query.All.Where("type", "file");
        await foreach (var item in client.Items.ListAsync(dataset.Id, files, cancellationToken))
        {
            itemsByPath[item.Filename] = item;
        }

        if (itemsByPath.Count > 0)
        {
            var annotations = new List<Annotation>();
            await foreach (var annotation in client.Annotations.ListAsync(dataset.Id, null, cancellationToken))
            {
                annotations.Add(annotation);
            }

            annotationsByItem = annotations.ToLookup(annotation => annotation.ItemId!, StringComparer.Ordinal);
        }
    }

    private async Task ImportOneAsync(LocalFile file, LocalFile? annotationFile, CancellationToken cancellationToken)
    {
        try
        {
            var document = annotationFile is null ? null : await ReadDocumentAsync(annotationFile, cancellationToken);
            var (item, present) = await PutFileAsync(file, document?.UserMetadata, cancellationToken);
            if (document is not null)
            {
                await PutAnnotationsAsync(item, document.Annotations, present, cancellationToken);
            }
        }
        catch (VennApiException exception) when (!ConcernsEveryFile(exception))
        {
            report.AddFailed(file.RelativePath, exception.Message);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or VennProtocolException)
        {
            report.AddFailed(file.RelativePath, exception.Message);
        }
    }

    private async Task<AnnotationDocument?> ReadDocumentAsync(
        LocalFile annotationFile, CancellationToken cancellationToken)
    {
        try
        {
            return await AnnotationDocument.ReadAsync(annotationFile.FullPath, cancellationToken);
        }
        catch (FormatException exception)
        {
            // The file itself can still go up.
            report.AddFailed(annotationFile.RelativePath, exception.Message);
            return null;
        }
    }

    /// <summary>The item of a file, and the annotations it has already.</summary>
    private async Task<(Item Item, IReadOnlyList<Annotation> Present)> PutFileAsync(
        LocalFile file, JsonObject? userMetadata, CancellationToken cancellationToken)
    {
        var path = $"{directory}/{file.RelativePath}";
        if (itemsByPath.TryGetValue(path, out var there) && await IsSameAsync(there, file, cancellationToken))
        {
            report.AddUnchanged();
            return (await PatchMetadataAsync(there, userMetadata, cancellationToken), [.. annotationsByItem[there.Id]]);
        }

        var result = await UploadAsync(file, path, userMetadata, there is not null, cancellationToken);
        if (there is null)
        {
            report.AddUploaded();
            return (result.Item, []);
        }

        report.AddReplaced();
        // Whether a replaced file keeps its annotations is the server's to say.
        return (result.Item, await client.Annotations.ListOfItemAsync(dataset.Id, result.Item.Id, cancellationToken));
    }

    private async Task<UploadResult> UploadAsync(
        LocalFile file, string path, JsonObject? userMetadata, bool overwrite, CancellationToken cancellationToken)
    {
        for (var left = UploadAttempts - 1; ; left--)
        {
            try
            {
                await using var content = File.OpenRead(file.FullPath);
                return await client.Items.UploadAsync(
                    dataset.Id,
                    new ItemUpload
                    {
                        Path = path,
                        Content = content,
                        Metadata = userMetadata is null ? null : new JsonObject { ["user"] = userMetadata.DeepClone() },
                        Mode = overwrite ? UploadMode.Overwrite : UploadMode.Skip,
                    },
                    cancellationToken);
            }
            catch (VennConnectionException) when (left > 0)
            {
                // Both modes put the same bytes at the same path however often they are tried.
            }
        }
    }

    private async Task<bool> IsSameAsync(Item item, LocalFile file, CancellationToken cancellationToken)
    {
        if (item.Metadata?["system"]?["size"]?.GetValue<long>() != file.SizeBytes)
        {
            return false;
        }

        await using var content = File.OpenRead(file.FullPath);
        var local = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
        return local == await client.Items.ReadContentHashAsync(item.Id, cancellationToken);
    }

    private async Task<Item> PatchMetadataAsync(Item item, JsonObject? wanted, CancellationToken cancellationToken)
    {
        var present = item.Metadata?["user"] as JsonObject;
        var changed = new JsonObject();
        foreach (var (name, value) in wanted ?? [])
        {
            if (!JsonNode.DeepEquals(present?[name], value))
            {
                changed[name] = value?.DeepClone();
            }
        }

        if (changed.Count == 0)
        {
            return item;
        }

        report.AddMetadataUpdated();
        return await client.Items.UpdateAsync(
            item.Id, new JsonObject { ["metadata"] = new JsonObject { ["user"] = changed } },
            cancellationToken: cancellationToken);
    }

    private async Task PutAnnotationsAsync(
        Item item, IReadOnlyList<Annotation> wanted, IReadOnlyList<Annotation> present,
        CancellationToken cancellationToken)
    {
        foreach (var annotation in wanted)
        {
            labels.TryAdd(annotation.Label, 0);
        }

        // Two equal annotations in the file are two on the item: each one present answers for one wanted.
        var there = present.CountBy(AnnotationKey.Of).ToDictionary(StringComparer.Ordinal);
        var missing = new List<Annotation>();
        foreach (var annotation in wanted)
        {
            var key = AnnotationKey.Of(annotation);
            if (there.TryGetValue(key, out var count) && count > 0)
            {
                there[key] = count - 1;
            }
            else
            {
                missing.Add(annotation);
            }
        }

        if (missing.Count > 0)
        {
            await client.Annotations.UploadAsync(item.Id, missing, cancellationToken);
        }

        report.AddAnnotations(missing.Count, wanted.Count - missing.Count);
    }

    private async Task AddLabelsAsync(CancellationToken cancellationToken)
    {
        if (labels.IsEmpty
            || await client.Labels.FindOntologyAsync(dataset, cancellationToken) is not { Id: { } id } ontology)
        {
            return;
        }

        var missing = labels.Keys.Except(LabelsClient.EnumerateNames(ontology.Roots))
            .Order(StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            await client.Labels.AddAsync(
                id, missing.Select(label => new LabelValue { Tag = label, DisplayLabel = label }), cancellationToken);
            report.AddLabels(missing);
        }
    }

    private static bool ConcernsEveryFile(VennApiException exception) =>
        exception.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound
            or HttpStatusCode.Locked;
}
