using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Writing;
using Venn.Server.Features.Items;
using Venn.Server.Features.Items.Facts;
using Venn.Server.Security;
using Venn.Server.Wire;
using Venn.Storage;
using Venn.Storage.Objects;

namespace Venn.Server.Features.Drivers;

/// <summary><c>POST /datasets/{id}/imports</c>: items of named objects, all or none. No bytes are copied.</summary>
internal static class ImportObjects
{
    private const int CountMax = 1000;

    private sealed record Import(string Path, ObjectInfo Object, FileFacts Facts);

    public static async Task HandleAsync(HttpContext context, string datasetId, DataServices services, ObjectSources sources)
    {
        var dataset = services.RequireWritable(context, datasetId);
        var (driverId, source) = sources.Require(dataset);
        if (await JsonBody.ReadNodeAsync(context, cancellationToken: context.RequestAborted) is not JsonArray { Count: > 0 and <= CountMax } list)
        {
            throw ApiException.BadRequest($"$: expected an array of 1 to {CountMax} objects {{filename, storageId}}.");
        }

        var driver = sources.FindDriver(driverId)!.ToObject().GetObject("payload") ?? [];
        var imports = new List<Import>();
        for (var index = 0; index < list.Count; index++)
        {
            var wanted = list[index] as JsonObject ?? throw JsonBody.Wrong($"$[{index}]", "an object", list[index]);
            imports.Add(await ReadAsync(wanted, $"$[{index}]", driver, source, context.RequestAborted));
        }

        var author = context.GetCaller().Email;
        var items = await dataset.WriteAsync(
            new CommitInfo(author, "import"),
            writer => imports.Select(import => Put(writer, import, driverId, author, services.Now)).ToList());
        context.Response.Headers["x-item-op"] = "created";
        var mapping = ItemResponse.MappingFor(context, services.Store, dataset);
        await JsonResponse.WriteAsync(context, json => ItemResponse.WriteArray(json, mapping, dataset.Head, items));
    }

    private static async Task<Import> ReadAsync(
        JsonObject wanted, string at, JsonObject driver, IObjectSource source, CancellationToken cancellationToken)
    {
        var key = ReadKey(wanted.RequireText("storageId"), at, driver);
        var path = wanted.GetText("filename") is { Length: > 0 } given
            ? ItemPath.Normalize(given, $"{at}.filename")
            : ObjectItems.PathOf(key) ?? throw ApiException.BadRequest($"{at}.storageId: '{key}' is no path; give a filename.");
        var found = await source.FindAsync(key, cancellationToken)
            ?? throw ApiException.BadRequest($"{at}.storageId: there is no object '{key}' on the dataset's storage.");
        try
        {
            return new Import(path, found, ObjectItems.ReadFacts(source, found, path));
        }
        catch (Exception exception) when (exception is ObjectGoneException or ObjectChangedException)
        {
            throw ApiException.Conflict($"{at}.storageId: '{key}' changed during the import; repeat it.");
        }
    }

    /// <summary><c>bucket:key</c> or the key alone; in a driver with a path, the key must be below it.</summary>
    private static string ReadKey(string storageId, string at, JsonObject driver)
    {
        var bucket = driver.GetText("bucketName");
        var key = bucket is not null && storageId.StartsWith(bucket + ":", StringComparison.Ordinal)
            ? storageId[(bucket.Length + 1)..]
            : storageId;
        key = key.TrimStart('/');
        if (bucket is null || driver.GetText("path")?.Trim('/') is not { Length: > 0 } prefix)
        {
            return key;
        }

        return key.StartsWith(prefix + "/", StringComparison.Ordinal)
            ? key[(prefix.Length + 1)..]
            : throw ApiException.BadRequest($"{at}.storageId: '{key}' is not below the driver's path '{prefix}'.");
    }

    private static Revision Put(
        DatasetWriter writer, Import import, string driverId, string author, DateTimeOffset now)
    {
        if (writer.FindItem(import.Path) is not { } there)
        {
            return ObjectItems.Add(writer, import.Path, import.Object, driverId, import.Facts, author);
        }

        // The same object again: its newest state. Anything else at that path is not to be lost.
        return ExternalRef.Of(there) is { } reference && reference.Key == import.Object.Key
            ? reference.ETag == import.Object.ETag
                ? there
                : ObjectItems.Update(writer, there, import.Object, driverId, import.Facts, author, now)
            : throw ApiException.Conflict($"'{import.Path}' is taken by another item; give another filename.");
    }
}
