using Venn.Engine.Query;

namespace Venn.Server.Features.Tasks;

/// <summary>The engine's filters for items by their place in tasks.</summary>
internal static class TaskFilters
{
    private static readonly FieldPath Refs = FieldPath.Of("metadata", "system", "refs");

    /// <summary>Items in a task or an assignment.</summary>
    public static Filter In(string id) =>
        new Filter.Compare(FieldPath.Of("metadata", "system", "refs", "id"), Comparison.Equal, FieldValue.Of(id));

    /// <summary>Items in a task or an assignment, with that status there.</summary>
    public static Filter WithStatus(string id, string status) => new Filter.Element(Refs, new Filter.And([
        new Filter.Compare(FieldPath.Of("id"), Comparison.Equal, FieldValue.Of(id)),
        new Filter.Compare(FieldPath.Of("metadata", "status"), Comparison.Equal, FieldValue.Of(status)),
    ]));

    /// <summary>Items in a task or an assignment, with any status there.</summary>
    public static Filter WithAnyStatus(string id) => new Filter.Element(Refs, new Filter.And([
        new Filter.Compare(FieldPath.Of("id"), Comparison.Equal, FieldValue.Of(id)),
        new Filter.Exists(FieldPath.Of("metadata", "status")),
    ]));
}
