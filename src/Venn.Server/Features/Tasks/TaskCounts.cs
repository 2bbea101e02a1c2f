using System.Text.Json.Nodes;
using Venn.Engine.Query;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Tasks;

/// <summary>How far a task or an assignment is, counted from the dataset's newest state.</summary>
/// <param name="Total">Items in it.</param>
/// <param name="ByStatus">Items by status; those without are under <c>remaining</c>.</param>
internal sealed record TaskCounts(long Total, IReadOnlyDictionary<string, long> ByStatus)
{
    public long Remaining => ByStatus["remaining"];

    public bool IsDone => Total > 0 && Remaining == 0;

    /// <summary>0 to 100.</summary>
    public long Progress => Total == 0 ? 0 : 100 * (Total - Remaining) / Total;

    /// <param name="dataset">Null when it was deleted: then nothing is left.</param>
    /// <param name="id">Of the task or assignment.</param>
    /// <param name="statuses">Those to count one by one.</param>
    public static TaskCounts Of(Dataset? dataset, string id, IEnumerable<string> statuses)
    {
        var counts = new Dictionary<string, long>();
        if (dataset is null)
        {
            counts["remaining"] = 0;
            return new TaskCounts(0, counts);
        }

        var head = dataset.Head;
        var total = Count(head, TaskFilters.In(id));
        counts["remaining"] = total == 0 ? 0 : total - Count(head, TaskFilters.WithAnyStatus(id));
        foreach (var status in statuses.Distinct())
        {
            if (total > 0 && Count(head, TaskFilters.WithStatus(id, status)) is > 0 and var count)
            {
                counts[status] = count;
            }
        }

        return new TaskCounts(total, counts);
    }

    public JsonObject ToWire() => new(ByStatus.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value)));

    private static long Count(DatasetVersion version, Filter filter) =>
        version.Query(Relation.Items, new QueryRequest { Filter = filter, Limit = 0 }).TotalCount;
}
