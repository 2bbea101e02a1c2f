using System.Text.Json;
using Venn.Engine.Versions;
using Venn.Protocol.Dql;
using Venn.Server.Features.Datasets;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Query;

/// <summary>
/// The paths of items that a dataset's schema names as unsearchable: a condition, an order or a facet on one of them, or on
/// what is below it, is refused. Segments are shared by every clone, so that columns are there all the same; that nothing
/// is found where something is would be the worse answer.
/// </summary>
internal sealed class UnsearchablePaths
{
    private readonly string[] paths;

    private UnsearchablePaths(string[] paths) => this.paths = paths;

    public static UnsearchablePaths None { get; } = new([]);

    public static UnsearchablePaths Of(Dataset dataset) =>
        DatasetBody.Of(dataset).Root.TryGetProperty("unsearchablePaths", out var kept) && kept.ValueKind == JsonValueKind.Array
            && kept.GetArrayLength() > 0
                ? new UnsearchablePaths([.. kept.EnumerateArray().Select(path => path.GetString() ?? "")])
                : None;

    /// <exception cref="DqlSyntaxException">The field is one of them or below one.</exception>
    public void ThrowIfCovers(Relation relation, string field, string jsonPath)
    {
        if (relation != Relation.Items)
        {
            return;
        }

        foreach (var path in paths)
        {
            if (field.StartsWith(path, StringComparison.Ordinal) && (field.Length == path.Length || field[path.Length] == '.'))
            {
                throw new DqlSyntaxException(
                    jsonPath, $"'{path}' is unsearchable in this dataset by its schema. Take it out of unsearchablePaths to search by it.");
            }
        }
    }
}
