using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Venn.Engine.Exchange;
using Venn.Engine.Versions;
using Venn.Server.Features.Datasets;
using Venn.Server.Features.Recipes;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Versions;

/// <summary>A version as a file that stands on its own, and back. Format: docs/formats/archive.md.</summary>
internal static class ArchiveHandlers
{
    public static async Task DownloadAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        var reference = context.Request.Query["ref"].ToString();
        var version = VersionRef.ReadAt(context, services, dataset, reference.Length > 0 ? reference : null);
        var withBinaries = context.Request.Query["binaries"].ToString() switch
        {
            "" or "true" => true,
            "false" => false,
            var other => throw ApiException.BadRequest($"binaries: '{other}' is neither true nor false."),
        };

        // The framework ends a ZIP's entries synchronously, into a buffer of the server's; what is in them it does not.
        context.Features.Get<IHttpBodyControlFeature>()!.AllowSynchronousIO = true;
        var name = new ContentDispositionHeaderValue("attachment");
        name.SetHttpFileName($"{dataset.Info.Name}-{version.Commit.Id.Sequence}.venn.zip");
        context.Response.ContentType = "application/zip";
        context.Response.Headers.ContentDisposition = name.ToString();
        await ArchiveWriter.WriteAsync(services.Store, version, context.Response.Body, withBinaries, context.RequestAborted);
    }

    public static async Task<IResult> UploadAsync(
        HttpContext context, string projectId, DataServices services, RecipeStore recipes)
    {
        var caller = context.GetCaller();
        services.Access.Require(caller, projectId, ProjectRole.Engineer);
        var name = DatasetName.Require(context.Request.Query["name"].ToString());
        if (services.Store.Find(projectId, name) is not null)
        {
            throw new DatasetNameTakenException(name);
        }

        var file = await ReceiveAsync(context);
        var spec = new JsonObject { ["projectId"] = projectId, ["name"] = name, ["sizeBytes"] = file.Length };
        var state = await services.Commands.RunAsync(caller, "ImportArchive", projectId, spec, async (command, token) =>
        {
            await using var source = file;
            var dataset = await ImportAsync(services, recipes, caller, projectId, name, source, token);
            command.Spec["datasetId"] = WireId.OfDataset(dataset.Ordinal);
            command.Spec["itemsCount"] = dataset.Head.State.Items.Cardinality;
            command.Spec["annotationsCount"] = dataset.Head.State.Annotations.Cardinality;
        });
        return WireJson.Result(state.ToWire(context.GetApiUrl()));
    }

    /// <summary>The body in a file that goes when it is closed: a ZIP is read from its end.</summary>
    private static async Task<FileStream> ReceiveAsync(HttpContext context)
    {
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite,
            FileShare.None, 64 << 10, FileOptions.DeleteOnClose | FileOptions.Asynchronous);
        try
        {
            await context.Request.Body.CopyToAsync(file, context.RequestAborted);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static async Task<Dataset> ImportAsync(
        DataServices services, RecipeStore recipes, Caller caller, string projectId, string name, Stream source,
        CancellationToken cancellationToken)
    {
        var changes = services.Documents.Begin();
        var recipe = recipes.AddDefault(changes, caller, projectId, name);
        var body = DatasetBody.Create(caller.Email, services.Now, new JsonArray(recipe));
        var dataset = await ArchiveReader.ReadAsync(
            services.Store, source, new DatasetInfo(projectId, name, JsonBytes.Write(body)),
            new CommitInfo(caller.Email, "import"), Lenders(services, caller), cancellationToken);

        // After the archive was found good, so that a bad one leaves no recipe behind.
        await services.Documents.CommitAsync(changes);
        return dataset;
    }

    /// <summary>
    /// What an archive without binaries may take them from: heads and snapshots of the datasets that the caller may read.
    /// A hash alone opens no file of a project that the caller is no member of.
    /// </summary>
    private static IEnumerable<DatasetVersion> Lenders(DataServices services, Caller caller)
    {
        var readable = services.Store.Datasets.Where(dataset => services.Access.MaySee(caller, dataset.Info.Scope)).ToList();
        return readable.Select(dataset => dataset.Head).Concat(readable.SelectMany(dataset =>
            dataset.ReadSnapshots().Select(snapshot => dataset.FindVersion(snapshot.Commit.Sequence)).OfType<DatasetVersion>()));
    }
}
