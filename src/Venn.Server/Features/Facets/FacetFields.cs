using Venn.Engine.Query;
using Venn.Engine.Versions;
using Venn.Server.Features.Query;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Facets;

/// <summary>What the name of a facet's field is: of an item or an annotation, with short names for what is asked most.</summary>
internal sealed class FacetFields(Dataset dataset)
{
    private readonly UnsearchablePaths unsearchable = UnsearchablePaths.Of(dataset);

    /// <param name="name">As in DQL, or a short name.</param>
    /// <param name="resource"><c>items</c>, <c>annotations</c>, or null where the name tells.</param>
    /// <param name="path">Where the name stands, for messages.</param>
    /// <exception cref="ApiException">400: it is empty, or what it names cannot be counted.</exception>
    public FacetField Bind(string name, string? resource, string path)
    {
        if (name.Length == 0 || name.Split('.').Any(part => part.Length == 0))
        {
            throw ApiException.BadRequest($"{path}: '{name}' is no field; give one like label or metadata.user.weather.");
        }

        var relation = resource switch
        {
            "items" => Relation.Items,
            "annotations" => Relation.Annotations,
            null => IsOfAnnotations(name) ? Relation.Annotations : Relation.Items,
            _ => throw ApiException.BadRequest($"{Parent(path)}.resource: '{resource}' has no facets; use items or annotations."),
        };
        name = relation == Relation.Items ? LongItemName(name) : LongAnnotationName(name);
        if (relation == Relation.Items && name == "type")
        {
            return new FacetField(relation, FieldPath.IsDirectory, ("dir", "file"));
        }

        var binding = relation == Relation.Items
            ? FieldNames.BindItem(name, dataset.Ordinal)
            : FieldNames.BindAnnotation(name, dataset.Ordinal);
        if (binding is not FieldBinding.Plain plain)
        {
            throw ApiException.BadRequest(
                $"{path}: '{name}' cannot be counted. Totals tell how many items are annotated; ids are one for each.");
        }

        unsearchable.ThrowIfCovers(relation, name, path);
        return new FacetField(relation, plain.Path);
    }

    private static bool IsOfAnnotations(string name) =>
        name is "label" or "type" or "attributes" || name.StartsWith("attributes.", StringComparison.Ordinal)
        || name.StartsWith("box.", StringComparison.Ordinal);

    private static string LongItemName(string name) => name switch
    {
        "mimetype" => "metadata.system.mimetype",
        "status" => "metadata.system.refs.metadata.status",
        _ => name,
    };

    private static string LongAnnotationName(string name) => name == "status" ? "metadata.system.status" : name;

    private static string Parent(string path) => path[..path.LastIndexOf('.')];
}
