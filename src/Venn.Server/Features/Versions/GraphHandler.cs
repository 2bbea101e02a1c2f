using System.Text.Json.Nodes;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Security;
using Venn.Server.Wire;
using Venn.Storage.Catalog.Records;

namespace Venn.Server.Features.Versions;

/// <summary>
/// <c>GET /datasets/{id}/graph</c>: the datasets that one came from and those made from it, however far, with the commits
/// that join them. Cost: follows the number of datasets and merges in the store, not of commits.
/// </summary>
internal static class GraphHandler
{
    public static IResult Handle(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        var joints = services.Store.AllDatasets.ToDictionary(d => d.Ordinal.Value, d => ReadJoints(services, d));
        var madeFrom = joints.Values.SelectMany(list => list).ToLookup(e => e.From.Dataset);
        var nodes = new HashSet<long>();
        Walk(dataset.Ordinal.Value, nodes, id => joints.GetValueOrDefault(id, []).Select(e => e.From.Dataset));
        var below = new HashSet<long>();
        Walk(dataset.Ordinal.Value, below, id => madeFrom[id].Select(e => e.Joint.Key.Dataset));
        nodes.UnionWith(below);
        var edges = nodes.Order()
            .SelectMany(id => joints.GetValueOrDefault(id, []))
            .Where(e => nodes.Contains(e.From.Dataset));
        return WireJson.Result(new JsonObject
        {
            ["nodes"] = new JsonArray([.. nodes.Order().Select(id => WriteNode(context, services, new DatasetOrdinal(id)))]),
            ["edges"] = new JsonArray([.. edges.Select(WriteEdge)]),
        });
    }

    private static List<(CommitKey From, CommitRecord Joint)> ReadJoints(DataServices services, Dataset dataset) =>
        [.. services.Store.Catalog.ReadJoints(dataset.Ordinal.Value, dataset.Head.Commit.Id.Sequence)
            .SelectMany(joint => joint.Parents
                .Where(parent => parent.Dataset != dataset.Ordinal.Value)
                .Select(parent => (parent, joint)))];

    private static void Walk(long start, HashSet<long> found, Func<long, IEnumerable<long>> next)
    {
        var open = new Stack<long>([start]);
        while (open.TryPop(out var id))
        {
            if (found.Add(id))
            {
                foreach (var other in next(id))
                {
                    open.Push(other);
                }
            }
        }
    }

    /// <summary>A dataset that the caller may not see is a place without a name.</summary>
    private static JsonObject WriteNode(HttpContext context, DataServices services, DatasetOrdinal ordinal)
    {
        var node = new JsonObject { ["id"] = WireId.OfDataset(ordinal) };
        if (services.Store.FindAny(ordinal) is { } dataset
            && services.Access.MaySee(context.GetCaller(), dataset.Info.Scope))
        {
            node["name"] = dataset.Info.Name;
            node["projectId"] = dataset.Info.Scope;
            node["deleted"] = dataset.IsDeleted;
            node["createdAt"] = WireTime.Format(dataset.CreatedAt);
        }

        return node;
    }

    private static JsonObject WriteEdge((CommitKey From, CommitRecord Joint) edge) => new()
    {
        ["from"] = Reference(edge.From),
        ["to"] = Reference(edge.Joint.Key),
        ["operation"] = edge.Joint.Operation,
        ["author"] = edge.Joint.Author,
        ["createdAt"] = WireTime.Format(DateTimeOffset.FromUnixTimeMilliseconds(edge.Joint.CreatedAtMs)),
    };

    private static JsonObject Reference(CommitKey key) => new()
    {
        ["datasetId"] = WireId.OfDataset(new DatasetOrdinal(key.Dataset)),
        ["commitId"] = WireId.OfCommit(new CommitId(new DatasetOrdinal(key.Dataset), key.Sequence)),
    };
}
