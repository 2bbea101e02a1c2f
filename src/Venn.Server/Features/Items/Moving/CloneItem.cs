using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Writing;
using Venn.Server.Features.Datasets;
using Venn.Server.Security;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Items.Moving;

/// <summary><c>POST /items/{id}/clone</c>: beside its source, or into another dataset.</summary>
internal static class CloneItem
{
    public static async Task<IResult> HandleAsync(HttpContext context, string itemId, DataServices services)
    {
        var (dataset, lineage) = services.RequireOwner(
            context, itemId, "item", ProjectRole.Annotator, StatusCodes.Status400BadRequest);
        var version = dataset.Head;
        var item = version.FindItem(lineage) ?? throw DataServices.NotFound("item", itemId);
        if (item.IsDirectory)
        {
            throw ApiException.BadRequest(
                $"'{item.Path}' is a directory; clone the dataset with a filter on it instead.");
        }

        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var target = services.RequireWritable(
            context, request.GetText("targetDatasetId") is { Length: > 0 } id ? id : WireId.OfDataset(dataset.Ordinal));
        if (item.Content.IsNone)
        {
            Drivers.DatasetDriver.CheckMayTake(target, dataset);
        }

        var path = request.GetText("remoteFileName") is { Length: > 0 } given
            ? ItemPath.Normalize(given, "$.remoteFileName")
            : item.Path;
        var metadata = request.GetObject("metadata") is { } extra ? JsonSerializer.SerializeToElement(extra) : default;
        var switches = CloneSwitches.Read(request.GetObject("cloneDatasetParams"));
        var allowMany = request.GetFlag("allowMany") ?? false;
        var author = context.GetCaller().Email;

        var copy = new ItemCopy(version, item, switches, metadata, author);
        var spec = new JsonObject { ["itemId"] = itemId, ["targetDatasetId"] = WireId.OfDataset(target.Ordinal) };
        var state = await services.Commands.RunAsync(
            context.GetCaller(), "CloneItem", target.Info.Scope, spec, async (command, token) =>
        {
            var clone = await target.WriteAsync(
                new CommitInfo(author, "clone"),
                writer =>
                {
                    if (!allowMany)
                    {
                        CheckFirst(writer, target, dataset, item);
                    }

                    return copy.Put(writer, path);
                },
                token);
            command.Spec["returnedModelId"] = new JsonArray(WireId.Of(target.Ordinal, clone.Lineage));
        });
        return WireJson.Result(state.ToWire(context.GetApiUrl()));
    }

    private static void CheckFirst(DatasetWriter writer, Dataset target, Dataset source, Revision item)
    {
        Filter isCopy = new Filter.Compare(FieldPath.Source, Comparison.Equal, FieldValue.Of(item.Lineage.Value));
        if (!writer.Select(Relation.Items, isCopy).IsEmpty
            || (target.Ordinal != source.Ordinal && writer.FindItem(item.Lineage) is not null))
        {
            throw ApiException.BadRequest(
                $"The dataset '{target.Info.Name}' already has a clone of '{item.Path}'. Set allowMany to make another.");
        }
    }
}
