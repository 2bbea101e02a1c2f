namespace Venn.Protocol.Dql;

/// <summary>Where a query looks: ids of the request's <c>context</c>; a null list says nothing.</summary>
/// <param name="Projects"><c>projects</c> or <c>projectIds</c>.</param>
/// <param name="Datasets"><c>datasets</c>.</param>
public sealed record DqlContext(IReadOnlyList<string>? Projects, IReadOnlyList<string>? Datasets)
{
    public static DqlContext None { get; } = new(null, null);
}
