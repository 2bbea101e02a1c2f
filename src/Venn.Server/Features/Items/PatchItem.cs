using System.Text.Json;
using Venn.Engine.Versions;
using Venn.Server.Features.Items.Moving;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Items;

/// <summary><c>PATCH /items/{id}</c>: a difference of the item's JSON; <c>filename</c> moves it.</summary>
internal static class PatchItem
{
    public static async Task HandleAsync(HttpContext context, string itemId, DataServices services)
    {
        var (dataset, lineage) = services.RequireOwner(
            context, itemId, "item", ProjectRole.Engineer, StatusCodes.Status400BadRequest);
        services.CheckWritable(dataset);
        var patch = await JsonBody.ReadElementAsync(context, cancellationToken: context.RequestAborted);
        if (patch.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.BadRequest("$: expected an object with what changes.");
        }

        var system = context.Request.Query["system"] == "true";
        var newPath = ReadNewPath(patch);
        var author = context.GetCaller().Email;
        var item = await dataset.WriteAsync(new CommitInfo(author, "update"), writer =>
        {
            var old = writer.FindItem(lineage) ?? throw DataServices.NotFound("item", itemId);
            var changed = old with { Body = ItemUpdate.Apply(old.Body, patch, system, author, services.Now) };
            return newPath is not null && newPath != old.Path
                ? ItemMove.Apply(writer, changed, newPath, author, services.Now)
                : changed.Body.Equals(old.Body) ? old : writer.UpdateItem(changed);
        });
        await ItemResponse.WriteAsync(context, services.Store, dataset, item);
    }

    private static string? ReadNewPath(JsonElement patch)
    {
        if (!patch.TryGetProperty("filename", out var filename) || filename.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return filename.ValueKind == JsonValueKind.String
            ? ItemPath.Normalize(filename.GetString(), "filename")
            : throw ApiException.BadRequest("$.filename: expected a path in quotes.");
    }
}
