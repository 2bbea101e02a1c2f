using System.Text;

namespace Venn.Protocol.Routes;

/// <summary>
/// Every path of the API below <see cref="Prefix"/>, as templates that the server maps and the client fills. Source: the
/// Dataloop wire for the first part, docs/protocol/versions.md for the second.
/// </summary>
public static class ApiRoutes
{
    /// <summary>What stands before every path but <see cref="Health"/> and <see cref="Token"/>.</summary>
    public const string Prefix = "/api/v1";

    public const string Health = "/health";
    public const string Token = "/token";

    public const string Me = "/users/me";
    public const string MyPassword = "/users/me/password";
    public const string ApiKeys = "/apiKeys";
    public const string ApiKey = "/apiKeys/{id}";

    public const string Projects = "/projects";
    public const string Project = "/projects/{id}";
    public const string ProjectsByName = "/projects/{name}/name";

    public const string Datasets = "/datasets";
    public const string Dataset = "/datasets/{id}";
    public const string DatasetsQuery = "/datasets/query";
    public const string DatasetClone = "/datasets/{id}/clone";
    public const string DatasetMerge = "/datasets/merge";
    public const string DatasetQuery = "/datasets/{id}/query";
    public const string Facets = "/datasets/{id}/facets";
    public const string QueryExplain = "/datasets/{id}/query/explain";
    public const string Slices = "/datasets/{id}/slices";
    public const string Slice = "/datasets/{id}/slices/{slice}";
    public const string SliceResolve = "/datasets/{id}/slices/{slice}/resolve";
    public const string SliceManifest = "/datasets/{id}/slices/{slice}/manifest";
    public const string DatasetItems = "/datasets/{id}/items";

    public const string Item = "/items/{id}";
    public const string ItemStream = "/items/{id}/stream";
    public const string ItemRevisions = "/items/{id}/revisions";
    public const string ItemRevisionStream = "/items/{id}/revisions/{revisionId}/stream";
    public const string ItemAnnotations = "/items/{id}/annotations";

    public const string Annotation = "/annotations/{id}";

    public const string Recipe = "/recipes/{id}";
    public const string Ontology = "/ontologies/{id}";
    public const string OntologyLabels = "/ontologies/{id}/labels";

    public const string Command = "/commands/{id}";
    public const string CommandAbort = "/commands/{id}/abort";

    public const string Commits = "/datasets/{id}/commits";
    public const string Commit = "/datasets/{id}/commits/{commitId}";
    public const string Settlements = "/datasets/{id}/commits/{commitId}/settlements";
    public const string Snapshots = "/datasets/{id}/snapshots";
    public const string Snapshot = "/datasets/{id}/snapshots/{snapshotId}";
    public const string SnapshotDigest = "/datasets/{id}/snapshots/{snapshotId}/digest";
    public const string Rollback = "/datasets/{id}/rollback";
    public const string Diff = "/datasets/{id}/diff";
    public const string MergePreview = "/datasets/merge/preview";
    public const string MergeInto = "/datasets/{id}/merge";
    public const string MergeIntoPreview = "/datasets/{id}/merge/preview";
    public const string Revert = "/datasets/{id}/commits/{commitId}/revert";
    public const string CherryPick = "/datasets/{id}/cherry-pick";
    public const string Restore = "/datasets/{id}/restore";
    public const string Undelete = "/datasets/{id}/undelete";
    public const string DeletedDatasets = "/projects/{id}/datasets/deleted";
    public const string Graph = "/datasets/{id}/graph";
    public const string ItemLog = "/items/{id}/log";
    public const string ItemBlame = "/items/{id}/blame";
    public const string AnnotationLog = "/annotations/{id}/log";
    public const string AnnotationBlame = "/annotations/{id}/blame";
    public const string Archive = "/datasets/{id}/archive";
    public const string Archives = "/projects/{id}/archives";
    public const string Verify = "/datasets/{id}/verify";
    public const string VerifyStore = "/verify";
    public const string Retention = "/datasets/{id}/retention";
    public const string DefaultRetention = "/retention";
    public const string SnapshotHold = "/datasets/{id}/snapshots/{snapshotId}/hold";
    public const string SnapshotRelease = "/datasets/{id}/snapshots/{snapshotId}/release";
    public const string Collect = "/collect";
    public const string Erase = "/datasets/{id}/erase";
    public const string Freeze = "/datasets/{id}/freeze";
    public const string Unfreeze = "/datasets/{id}/unfreeze";

    /// <summary>Puts values, percent-encoded, in the place of a template's braces, in order.</summary>
    /// <exception cref="ArgumentException">There are more or fewer values than braces.</exception>
    public static string Fill(string template, params ReadOnlySpan<string> values)
    {
        var path = new StringBuilder();
        var used = 0;
        for (var i = 0; i < template.Length; i++)
        {
            if (template[i] != '{')
            {
                path.Append(template[i]);
                continue;
            }

            if (used == values.Length)
            {
                throw new ArgumentException($"'{template}' wants more than {values.Length} values.", nameof(values));
            }

            path.Append(Uri.EscapeDataString(values[used++]));
            i = template.IndexOf('}', i);
        }

        return used == values.Length
            ? path.ToString()
            : throw new ArgumentException(
                $"'{template}' wants {used} values, {values.Length} were given.", nameof(values));
    }
}
