namespace Venn.Protocol.Queries;

/// <summary>Values of <see cref="QueryBody.Resource"/>.</summary>
public static class QueryResources
{
    public const string Items = "items";
    public const string Annotations = "annotations";
    public const string Datasets = "datasets";
}
