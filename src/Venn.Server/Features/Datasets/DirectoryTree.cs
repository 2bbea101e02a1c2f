using System.Text.Json;
using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Features.Items;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Datasets;

/// <summary>
/// <c>GET /datasets/{id}/directoryTree</c>: every directory, hidden ones too. The root has the dataset's id.
/// </summary>
internal static class DirectoryTree
{
    private static readonly Filter Directories =
        new Filter.Compare(FieldPath.IsDirectory, Comparison.Equal, FieldValue.Of(true));

    public static Task Handle(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        var version = VersionRef.ReadAt(context, services, dataset);
        var children = new Dictionary<string, List<Revision>>();
        foreach (var directory in version.Read(Relation.Items, version.Select(Relation.Items, Directories)))
        {
            var parent = ItemPath.GetDirectory(directory.Path);
            if (!children.TryGetValue(parent, out var list))
            {
                children[parent] = list = [];
            }

            list.Add(directory);
        }

        foreach (var list in children.Values)
        {
            list.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        }

        return JsonResponse.WriteAsync(
            context, json => Write(json, dataset, WireId.OfDataset(dataset.Ordinal), "/", children));
    }

    /// <summary>Iterative: paths may be hundreds of directories deep.</summary>
    private static void Write(
        Utf8JsonWriter json, Dataset dataset, string rootId, string root, Dictionary<string, List<Revision>> children)
    {
        var open = new Stack<IEnumerator<Revision>>();
        open.Push(Open(json, rootId, root, children));
        while (open.TryPeek(out var siblings))
        {
            if (siblings.MoveNext())
            {
                open.Push(
                    Open(json, WireId.Of(dataset.Ordinal, siblings.Current.Lineage), siblings.Current.Path, children));
            }
            else
            {
                json.WriteEndArray();
                json.WriteEndObject();
                open.Pop();
            }
        }
    }

    private static List<Revision>.Enumerator Enumerate(string path, Dictionary<string, List<Revision>> children) =>
        (children.TryGetValue(path, out var list) ? list : []).GetEnumerator();

    private static IEnumerator<Revision> Open(
        Utf8JsonWriter json, string id, string path, Dictionary<string, List<Revision>> children)
    {
        json.WriteStartObject();
        json.WriteStartObject("value");
        json.WriteString("id", id);
        json.WriteString("name", ItemPath.GetName(path));
        json.WriteString("dir", path == "/" ? null : ItemPath.GetDirectory(path));
        json.WriteString("filename", path);
        json.WriteStartObject("metadata");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("children");
        return Enumerate(path, children);
    }
}
