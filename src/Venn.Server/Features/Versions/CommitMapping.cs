using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Server.Wire;

namespace Venn.Server.Features.Versions;

/// <summary>Commit and snapshot to wire JSON.</summary>
internal static class CommitMapping
{
    public static JsonObject ToWire(Commit commit) => new()
    {
        ["id"] = WireId.OfCommit(commit.Id),
        ["datasetId"] = WireId.OfDataset(commit.Id.Dataset),
        ["sequence"] = commit.Id.Sequence,
        ["parents"] = new JsonArray([.. commit.Parents.Select(p => JsonValue.Create(WireId.OfCommit(p)))]),
        ["author"] = commit.Author,
        ["createdAt"] = WireTime.Format(commit.CreatedAt),
        ["operation"] = commit.Operation,
        ["message"] = commit.Message,
        ["changes"] = commit.Changes is { } changes ? ToWire(changes) : null,
        ["details"] = commit.Details.Length == 0 ? new JsonObject() : JsonBody.ParseNode(commit.Details, "commit"),
    };

    private static JsonObject ToWire(CommitChanges changes) => new()
    {
        ["items"] = ToWire(changes.Items),
        ["annotations"] = ToWire(changes.Annotations),
    };

    private static JsonObject ToWire(RelationChanges changes) => new()
    {
        ["added"] = changes.Added,
        ["removed"] = changes.Removed,
        ["changed"] = changes.Changed,
    };

    public static JsonObject ToWire(Snapshot snapshot, string? digest) => new()
    {
        ["id"] = snapshot.Id,
        ["datasetId"] = WireId.OfDataset(snapshot.Commit.Dataset),
        ["name"] = snapshot.Name,
        ["commitId"] = WireId.OfCommit(snapshot.Commit),
        ["author"] = snapshot.Author,
        ["createdAt"] = WireTime.Format(snapshot.CreatedAt),
        ["message"] = snapshot.Message,
        ["digest"] = digest,
        ["hold"] = snapshot.Hold is not { } hold ? null : new JsonObject
        {
            ["reason"] = hold.Reason,
            ["until"] = hold.Until is { } until ? WireTime.Format(until) : null,
            ["by"] = hold.By,
            ["at"] = WireTime.Format(hold.At),
        },
    };
}
