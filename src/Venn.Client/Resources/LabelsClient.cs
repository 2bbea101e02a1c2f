using Venn.Client.Http;
using Venn.Protocol.Entities;
using Venn.Protocol.Json;
using Venn.Protocol.Requests;
using Venn.Protocol.Routes;

namespace Venn.Client.Resources;

/// <summary>The labels a dataset's annotations may have: those of its recipe's first ontology.</summary>
public sealed class LabelsClient
{
    private readonly ApiConnection connection;

    internal LabelsClient(ApiConnection connection) => this.connection = connection;

    /// <summary>The ontology of a dataset, or null when it has no recipe or the recipe has none.</summary>
    public async Task<Ontology?> FindOntologyAsync(Dataset dataset, CancellationToken cancellationToken = default)
    {
        var recipeId = dataset.Metadata?["system"]?["recipes"]?.AsArray().FirstOrDefault()?.GetValue<string>();
        if (recipeId is null)
        {
            return null;
        }

        var recipe = await connection.GetAsync(
            ApiRoutes.Fill(ApiRoutes.Recipe, recipeId), ProtocolJson.Default.Recipe, cancellationToken);
        return recipe.OntologyIds.Count == 0
            ? null
            : await connection.GetAsync(
                ApiRoutes.Fill(ApiRoutes.Ontology, recipe.OntologyIds[0]), ProtocolJson.Default.Ontology,
                cancellationToken);
    }

    /// <summary>Adds labels, or updates those that are there; dots separate levels.</summary>
    /// <returns>The tree afterwards.</returns>
    public Task<Ontology> AddAsync(
        string ontologyId, IEnumerable<LabelValue> labels, CancellationToken cancellationToken = default) =>
        connection.WriteAsync(
            HttpMethod.Patch, ApiRoutes.Fill(ApiRoutes.OntologyLabels, ontologyId), ProtocolJson.Default.Ontology,
            JsonBody.Of(new LabelsRequest { LabelsNode = [.. labels] }, ProtocolJson.Default.LabelsRequest),
            cancellationToken);

    /// <summary>The whole names of the labels in a tree, parents first.</summary>
    public static IEnumerable<string> EnumerateNames(IEnumerable<LabelNode> roots, string prefix = "")
    {
        foreach (var node in roots)
        {
            var name = prefix + node.Value.Tag;
            yield return name;
            foreach (var child in EnumerateNames(node.Children ?? [], name + "."))
            {
                yield return child;
            }
        }
    }
}
