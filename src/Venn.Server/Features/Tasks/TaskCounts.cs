using System.Text.Json.Nodes;
using Venn.Engine.Query;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Tasks;

/// <summary>How far a task or an assignment is, counted from the dataset's newest state.</summary>
/// <param name="Total">Items in it.</param>
/// <param name="ByStatus">Items by status; those without are under <c>remaining</c>.</param>
/// <param name="ByReview">Annotations on its items by review status (<c>issue</c>, <c>review</c>, <c>approved</c>); those of none are left out.</param>
internal sealed record TaskCounts(
    long Total, IReadOnlyDictionary<string, long> ByStatus, IReadOnlyDictionary<string, long> ByReview)
{
    private static readonly string[] ReviewStatuses = ["issue", "review", "approved"];

    private static readonly FieldPath ReviewStatus = FieldPath.Of("metadata", "system", "status");

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
            return new TaskCounts(0, counts, new Dictionary<string, long>());
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

        return new TaskCounts(total, counts, total == 0 ? new Dictionary<string, long>() : CountReviews(head, id));
    }

    /// <summary>Writes the counters as the wire has them, the same for tasks and assignments.</summary>
    public void WriteTo(JsonObject wire)
    {
        wire["totalItems"] = Total;
        wire["itemStatus"] = ToJson(ByStatus);
        wire["annotationStatus"] = ByReview.Count == 0 ? null : ToJson(ByReview);
        wire["forReview"] = ByReview.GetValueOrDefault("review");
        wire["issues"] = ByReview.GetValueOrDefault("issue");
    }

    private static Dictionary<string, long> CountReviews(DatasetVersion head, string id)
    {
        var counts = new Dictionary<string, long>();
        foreach (var status in ReviewStatuses)
        {
            var has = new Filter.Compare(ReviewStatus, Comparison.Equal, FieldValue.Of(status));
            // Most datasets have no annotation of the status at all: that is known without a look at the items.
            if (Count(head, has, Relation.Annotations) > 0
                && Count(head, new Filter.And([has, new Filter.OnItem(TaskFilters.In(id))]), Relation.Annotations) is > 0 and var count)
            {
                counts[status] = count;
            }
        }

        return counts;
    }

    private static JsonObject ToJson(IReadOnlyDictionary<string, long> counts) =>
        new(counts.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value)));

    private static long Count(DatasetVersion version, Filter filter, Relation relation = Relation.Items) =>
        version.Query(relation, new QueryRequest { Filter = filter, Limit = 0 }).TotalCount;
}
