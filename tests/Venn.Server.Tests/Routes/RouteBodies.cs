using System.Net.Http.Headers;
using System.Text;

namespace Venn.Server.Tests.Routes;

/// <summary>Bodies that the world is made with, and that cases are made of.</summary>
internal static class RouteBodies
{
    /// <summary>A picture of one pixel.</summary>
    public const string Png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    public const string Clone =
        """
        {"name": "{:unique}", "filter": {"filter": {"$and": [{"type": "file"}]}, "page": 0, "pageSize": 1000, "resource": "items"},
         "cloneDatasetParams": {"withItemsAnnotations": true, "withMetadata": true, "withTaskAnnotationsStatus": true, "targetDirectory": null}}
        """;

    public const string Merge =
        """
        {"name": "{:unique}", "datasetsIds": ["{:datasetId}", "{:otherDatasetId}"], "projectIds": ["{:projectId}"],
         "mergeDatasetParams": {"withItemsAnnotations": true, "withMetadata": true, "withTaskAnnotationsStatus": true}, "asynced": true}
        """;

    public const string Task =
        """
        {"name": "kept-from-strangers task", "query": "{\"filter\": {\"$and\": [{\"hidden\": false}, {\"type\": \"file\"}]}, \"resource\": \"items\"}",
         "taskOwner": "owner@example.org", "spec": {"type": "annotation"}, "datasetId": "{:datasetId}", "projectId": "{:projectId}",
         "assignmentIds": [], "recipeId": "{:recipeId}", "dueDate": 1795971822351.0261, "asynced": true, "priority": 2,
         "workload": [{"assigneeId": "{:annotator}", "load": 100}], "limit": 10,
         "availableActions": [{"action": "checked", "color": "#ffffff", "displayName": "checked"}], "metadata": {"system": {}}}
        """;

    public const string Setting =
        """{"name": "{:unique}", "value": "kept-from-strangers", "valueType": "string", "scope": {"type": "project", "id": "{:projectId}"}}""";

    public const string FeatureSet =
        """{"name": "kept-from-strangers {:unique}", "size": 2, "type": "embedding", "project": "{:projectId}", "modelId": null, "entityType": "item"}""";

    public const string FeatureVectors =
        """[{"entityId": "{:itemId}", "value": [0.5, 1], "datasetId": "{:datasetId}", "project": "{:projectId}", "featureSetId": "{:featureSetId}"}]""";

    public const string Integration =
        """{"type": "s3", "name": "kept-from-strangers {:unique}", "options": {"key": "k", "secret": "s"}, "metadata": []}""";

    public const string Driver =
        """
        {"name": "kept-from-strangers {:unique}", "type": "localFolder", "payload": {"path": "{:folder}"}, "allowExternalModification": false,
         "metadata": {"system": {"projectId": "{:projectId}"}}}
        """;

    public const string ExportV3 =
        """{"mode": "full", "format": "ndjson", "force": false, "partitionCount": 1, "filters": {"itemsQuery": {"filter": {}}}}""";

    public static HttpContent Upload(string path, byte[] content)
    {
        var file = new ByteArrayContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return new MultipartFormDataContent
        {
            { new StringContent("file"), "type" },
            { new StringContent(path), "path" },
            { file, "file", Uri.EscapeDataString(path[(path.LastIndexOf('/') + 1)..]) },
        };
    }

    public static HttpContent Text(string text) => Upload("/new.txt", Encoding.UTF8.GetBytes(text));
}
