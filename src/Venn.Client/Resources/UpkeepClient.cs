using System.Text.Json;
using Venn.Client.Errors;
using Venn.Client.Http;
using Venn.Protocol.Commands;
using Venn.Protocol.Json;
using Venn.Protocol.Requests;
using Venn.Protocol.Routes;
using Venn.Protocol.Versions;
using Venn.Protocol.Versions.Upkeep;

namespace Venn.Client.Resources;

/// <summary>How long history is kept, what holds it, and how it is removed: by collection, or by erasure.</summary>
public sealed class UpkeepClient
{
    private readonly ApiConnection connection;
    private readonly CommandsClient commands;

    internal UpkeepClient(ApiConnection connection, CommandsClient commands)
    {
        this.connection = connection;
        this.commands = commands;
    }

    public Task<Retention> GetRetentionAsync(string datasetId, CancellationToken cancellationToken = default) =>
        connection.GetAsync(ApiRoutes.Fill(ApiRoutes.Retention, datasetId), ProtocolJson.Default.Retention, cancellationToken);

    /// <summary>Sets a dataset's rule, for the project's owner.</summary>
    public Task<Retention> SetRetentionAsync(
        string datasetId, RetentionRequest rule, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(
            HttpMethod.Put, ApiRoutes.Fill(ApiRoutes.Retention, datasetId), ProtocolJson.Default.Retention,
            JsonBody.Of(rule, ProtocolJson.Default.RetentionRequest), cancellationToken);

    /// <summary>The rule of datasets that have none of their own.</summary>
    public Task<Retention> GetDefaultRetentionAsync(CancellationToken cancellationToken = default) =>
        connection.GetAsync(ApiRoutes.DefaultRetention, ProtocolJson.Default.Retention, cancellationToken);

    /// <summary>Sets the rule of datasets that have none of their own, for the organization's owner.</summary>
    public Task<Retention> SetDefaultRetentionAsync(RetentionRequest rule, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(
            HttpMethod.Put, ApiRoutes.DefaultRetention, ProtocolJson.Default.Retention,
            JsonBody.Of(rule, ProtocolJson.Default.RetentionRequest), cancellationToken);

    /// <summary>Holds a snapshot against deletion.</summary>
    public Task<Snapshot> HoldAsync(
        string datasetId, string snapshotId, HoldRequest request, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(
            HttpMethod.Post, ApiRoutes.Fill(ApiRoutes.SnapshotHold, datasetId, snapshotId), ProtocolJson.Default.Snapshot,
            JsonBody.Of(request, ProtocolJson.Default.HoldRequest), cancellationToken);

    /// <summary>Lifts a hold, for the project's owner.</summary>
    public Task<Snapshot> ReleaseAsync(string datasetId, string snapshotId, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(
            HttpMethod.Post, ApiRoutes.Fill(ApiRoutes.SnapshotRelease, datasetId, snapshotId), ProtocolJson.Default.Snapshot, null,
            cancellationToken);

    /// <summary>Deletes a snapshot.</summary>
    /// <exception cref="VennApiException">423: a rule holds it.</exception>
    public Task DeleteSnapshotAsync(string datasetId, string snapshotId, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(
            HttpMethod.Delete, ApiRoutes.Fill(ApiRoutes.Snapshot, datasetId, snapshotId), null, cancellationToken);

    /// <summary>Removes what no rule keeps and nothing holds, for the organization's owner.</summary>
    public async Task<CollectReport> CollectAsync(
        CollectRequest? request = null, IProgress<Command>? progress = null, CancellationToken cancellationToken = default)
    {
        var done = await RunAsync(
            ApiRoutes.Collect, JsonBody.Of(request ?? new CollectRequest(), ProtocolJson.Default.CollectRequest), progress,
            cancellationToken);
        return done.Spec?["report"].Deserialize(ProtocolJson.Default.CollectReport) ?? throw NoResult(done, "report");
    }

    /// <summary>Erases items from every dataset, version and snapshot; or tells what that would touch.</summary>
    /// <returns>What is touched, and what was done: a report without an id of a dry run.</returns>
    public async Task<(ErasePlan Plan, EraseReport Report)> EraseAsync(
        string datasetId, EraseRequest request, IProgress<Command>? progress = null, CancellationToken cancellationToken = default)
    {
        var done = await RunAsync(
            ApiRoutes.Fill(ApiRoutes.Erase, datasetId), JsonBody.Of(request, ProtocolJson.Default.EraseRequest), progress,
            cancellationToken);
        return (
            done.Spec?["plan"].Deserialize(ProtocolJson.Default.ErasePlan) ?? throw NoResult(done, "plan"),
            done.Spec?["report"].Deserialize(ProtocolJson.Default.EraseReport) ?? new EraseReport());
    }

    private static VennProtocolException NoResult(Command done, string name) =>
        new($"Command {done.Id} succeeded, but its spec has no '{name}'.");

    private async Task<Command> RunAsync(
        string path, HttpContent body, IProgress<Command>? progress, CancellationToken cancellationToken)
    {
        var started = await connection.WriteAsync(
            HttpMethod.Post, path, ProtocolJson.Default.Command, body, cancellationToken);
        return await commands.WaitAsync(started, progress, cancellationToken);
    }
}
