namespace Venn.Server.Tests.Routes;

/// <summary>By row of the table of roles: a right call. A route that is not here is still tried, with bodies of no shape at all.</summary>
internal static class RouteCases
{
    private static readonly RouteCase Bare = new();

    private static readonly Dictionary<string, RouteCase> ByRow = new(StringComparer.Ordinal)
    {
        ["POST ~/token"] = new("""{"username": "owner@example.org", "password": "wrong", "type": "user_credentials"}"""),
        ["POST /projects"] = new("""{"name": "{:unique}"}"""),
        ["PATCH /projects/{id}"] = new("""{"name": "{:unique}"}"""),
        ["POST /projects/{id}/members/{email}"] = new("""{"role": "annotator"}"""),
        ["PATCH /projects/{id}/members/{email}"] = new("""{"role": "annotator"}"""),
        ["POST /projects/{id}/bots"] = new("""{"name": "{:unique}", "returnCredentials": true}"""),
        ["POST /projects/{id}/mail"] = new("""{"to": "a@b.c", "subject": "s", "body": "b"}"""),
        ["POST /orgs/{id}/members"] = new("""{"emails": ["{:unique}@example.org"], "role": "member"}"""),
        ["PATCH /orgs/{id}/members"] = new("""{"email": "{:annotator}", "role": "member"}"""),
        ["PATCH /orgs/{id}/plan"] = new("""{"plan": "free"}"""),
        ["POST /orgs/{id}/integrations"] = new(RouteBodies.Integration.Replace("kept-from-strangers ", "", StringComparison.Ordinal)),
        ["PATCH /orgs/{id}/integrations"] = new(
            """{"integrationId": "{:integrationId}", "name": "{:unique}", "credentials": {"options": {"key": "k", "secret": "s"}, "type": "s3"}}"""),
        ["PATCH /users/me"] = new("""{"firstName": "A", "lastName": "B"}"""),
        ["POST /users/me/password"] = new("""{"password": "a long password", "current": null}"""),
        ["POST /apiKeys"] = new("""{"description": "d"}"""),
        ["POST /datasets"] = new(
            """{"name": "{:unique}", "projects": ["{:projectId}"], "createDefaultRecipe": true, "driver": null, "expirationOptions": {"itemMaxDays": 5}, "indexDriver": "v1"}"""),
        ["POST /datasets/query"] = new(
            """
            {"filter": {"$and": [{"name": "x"}], "creator": "y"}, "page": 0, "pageSize": 10, "resource": "datasets", "sort": {"name": "ascending"},
             "context": {"projects": ["{:projectId}"], "datasets": ["{:datasetId}"]}, "systemSpace": true}
            """),
        ["POST /datasets/exports"] = new("""{"sortOrder": "ASC", "sortBy": "createdAt", "projects": "{:projectId}", "datasetId": "{:datasetId}"}"""),
        ["POST /datasets/merge"] = new(RouteBodies.Merge),
        ["POST /datasets/merge/preview"] = new(RouteBodies.Merge),
        ["PATCH /datasets/{datasetId}"] = new(
            """{"name": "{:unique}", "metadata": {"user": {"k": 1}, "system": {"recipes": ["{:recipeId}"]}}, "expirationOptions": {"itemMaxDays": 3}, "enableSyncWithCloned": false}"""),
        ["PATCH /datasets/{datasetId}/unlock"] = new() { AllowedStatus = 400 },
        ["POST /datasets/{datasetId}/clone"] = new(RouteBodies.Clone),
        ["POST /datasets/{datasetId}/export"] = new(
            """
            {"exportType": "json", "itemsQuery": {"filter": {}, "join": {}}, "itemsVectorQuery": {"select": {"value": 1}}, "includeItemVectors": true,
             "annotations": {"include": true, "convertSemantic": false}, "annotationsQuery": {"filter": {}, "resource": "annotations"},
             "datasetLock": false, "lockTimeoutSec": 1, "summary": true}
            """),
        ["POST /datasets/{datasetId}/export (with datasetLock)"] = new("""{"exportType": "json", "itemsQuery": {"filter": {}}, "datasetLock": true, "lockTimeoutSec": 1}"""),
        ["POST /datasets/{datasetId}/export/v3"] = new(RouteBodies.ExportV3),
        ["POST /datasets/{datasetId}/imports"] = new("""[{"filename": "/x.txt", "storageId": "seen.txt"}]""")
        {
            Parameters = new() { ["datasetId"] = "driverDatasetId" },
        },
        ["POST /datasets/{datasetId}/sync"] = new() { Parameters = new() { ["datasetId"] = "driverDatasetId" } },
        ["POST /datasets/{datasetId}/items"] = new() { Content = () => RouteBodies.Text("new") },
        ["POST /datasets/{datasetId}/items/bulk-update-metadata"] = new(
            """{"query": {"filter": {}}, "updateQuery": {"update": {"metadata": {"user": {"a": 1}, "system": {"tags": {"train": true}}}}, "systemSpace": true}}"""),
        ["PUT /datasets/{datasetId}/items/{directoryId}"] = new("""["{:itemId}"]"""),
        ["POST /datasets/{datasetId}/items/collections"] = new("""{"name": "{:unique}"}"""),
        ["PATCH /datasets/{datasetId}/items/collections/{name}"] = new("""{"name": "{:unique}"}"""),
        ["POST /datasets/{datasetId}/items/collections/bulk-add"] = new("""{"query": {"filter": {}}, "collections": ["kept"]}"""),
        ["POST /datasets/{datasetId}/items/collections/bulk-remove"] = new("""{"query": {"filter": {}}, "collections": ["kept"]}"""),
        ["POST /datasets/{datasetId}/query"] = new(
            """
            {"resource": "items", "filter": {"$and": [{"hidden": false}, {"metadata.user.x": {"$in": ["rain", 1]}}], "$or": [{"dir": "/a"}, {"dir": {"$ne": "/b"}}],
             "name": {"$glob": "*x"}, "annotationsCount": {"$gt": 0}, "metadata.system.refs": {"$match": {"type": "task"}}, "description": {"$exists": false}},
             "join": {"on": {"resource": "annotations", "local": "itemId", "forigen": "id"}, "filter": {"label": "car"}},
             "sort": {"id": "ascending"}, "page": 0, "pageSize": 10, "context": {"projects": []}, "systemSpace": true}
            """),
        ["POST /datasets/{datasetId}/query (delete items)"] = new("""{"resource": "items", "filter": {"filename": "/none"}, "delete": true}"""),
        ["POST /datasets/{datasetId}/query (update items)"] = new(
            """{"resource": "items", "filter": {"filename": "/dir/a.txt"}, "update": {"metadata": {"user": {"x": 1}}}, "systemSpace": false}"""),
        ["POST /datasets/{datasetId}/query (delete or update annotations)"] = new(
            """{"resource": "annotations", "filter": {"label": "none"}, "delete": true}"""),
        ["POST /datasets/{datasetId}/query (references)"] = new(
            """{"resource": "items", "filter": {"filename": "/none"}, "references": {"operation": "create", "refs": [{"type": "task", "id": "{:taskId}"}]}}"""),
        ["POST /datasets/{datasetId}/schema/items"] = new("""{"unsearchablePaths": {"add": ["metadata.user.x"]}}"""),
        ["POST /datasets/{datasetId}/split"] = new("""{"itemsQuery": {"filter": {}}, "MLSplitList": {"train": 60, "validation": 20, "test": 20}}"""),
        ["PATCH /items/{itemId}"] = new("""{"metadata": {"user": {"z": 2}, "system": {"x": 1}}, "filename": "/moved.txt", "description": "t"}"""),
        ["POST /items/{itemId}/annotations"] = new(
            """
            [{"type": "box", "label": "car", "coordinates": [{"x": 1, "y": 2, "z": 0}, {"x": 3, "y": 4, "z": 0}], "attributes": ["a"], "source": "sdk",
              "metadata": {"system": {"automated": false, "objectId": "1", "attributes": {"1": "red"}}, "user": {}}, "description": "d"}]
            """),
        ["POST /items/{itemId}/clone"] = new(
            """
            {"targetDatasetId": "{:datasetId}", "remoteFileName": "/copy.txt", "metadata": {}, "allowMany": true,
             "cloneDatasetParams": {"withItemsAnnotations": true, "withMetadata": true, "withTaskAnnotationsStatus": false}}
            """),
        ["POST /items/{itemId}/revisions"] = new() { Content = () => RouteBodies.Text("revised") },
        ["GET /items/{itemId}/thumbnail"] = new() { Parameters = new() { ["itemId"] = "pictureId" } },
        ["PUT /annotations/{annotationId}"] = new(
            """{"label": "truck", "coordinates": [{"x": 1, "y": 2}, {"x": 5, "y": 6}], "metadata": {"system": {"status": "issue"}}, "attributes": null, "description": "d", "type": "box"}"""),
        ["DELETE /annotations/{annotationId}"] = new("""{"username": "{:annotator}"}"""),
        ["POST /recipes"] = new(
            """{"title": "t", "projectIds": ["{:projectId}"], "ontologyIds": ["{:ontologyId}"], "uiSettings": {"allowObjectIdAutoAssign": true}}"""),
        ["PATCH /recipes/{id}"] = new(
            """{"title": "t", "description": "d", "ontologyIds": ["{:ontologyId}"], "instructions": null, "metadata": {"system": {}}, "uiSettings": {}}"""),
        ["DELETE /recipes/{id}"] = new() { Query = "?force=true" },
        ["POST /recipes/{id}/clone"] = new("""{"shallow": true}"""),
        ["POST /ontologies"] = new(
            """{"roots": [{"value": {"tag": "car", "color": "#00ff00", "attributes": []}, "children": []}], "projectIds": ["{:projectId}"], "attributes": [], "title": "t"}"""),
        ["PUT /ontologies/{id}"] = new(
            """{"roots": [{"value": {"tag": "car"}, "children": []}], "attributes": [], "title": "t", "metadata": {"attributes": [], "system": {}}}"""),
        ["PATCH /ontologies/{id}/labels"] = new(
            """{"labelsNode": [{"tag": "vehicle.car", "color": "#00ff00", "displayLabel": "Car", "attributes": ["a"], "displayData": {}}], "upsert": true}"""),
        ["PATCH /ontologies/{id}/addLabels"] = new("""{"labelsNode": [{"tag": "vehicle.car", "color": "#00ff00"}]}"""),
        ["PATCH /ontologies/{id}/attributes"] = new(
            """{"items": [{"title": "t", "key": "1", "type": "options", "scope": ["*"], "values": ["a"], "multi": false, "optional": true}], "upsert": true}"""),
        ["DELETE /ontologies/{id}/attributes"] = new("""{"keys": ["1"]}"""),
        ["POST /annotationtasks"] = new(RouteBodies.Task),
        ["POST /annotationtasks/query"] = new(
            """{"filter": {"name": "x", "status": "open", "dueDate": {"$gt": 1}}, "page": 0, "pageSize": 10, "resource": "tasks", "context": {"projectIds": ["{:projectId}"]}}"""),
        ["PATCH /annotationtasks/{id}"] = new(
            """
            {"name": "t", "recipeId": "{:recipeId}", "dueDate": 5, "priority": 1, "availableActions": [{"action": "a", "displayName": "a", "color": "#fff"}],
             "metadata": {"user": {}}, "taskOwner": "owner@example.org", "description": {"content": "d"}, "status": "open"}
            """),
        ["POST /annotationtasks/{id}/addToTask"] = new(
            """{"query": "{\"filter\": {}}", "workload": [{"assigneeId": "{:annotator}", "load": 100}], "limit": 5, "asynced": true}"""),
        ["POST /annotationtasks/{id}/removeFromTask"] = new("""{"query": "{\"filter\": {}}", "asynced": true}"""),
        ["DELETE /annotationtasks/{id}"] = new("""{"asynced": false}"""),
        ["PATCH /assignments/{id}"] = new("""{"name": "n", "status": "open", "metadata": {"user": {}}}"""),
        ["POST /assignments/{id}/reassign"] = new("""{"taskId": "{:taskId}", "annotator": "{:engineer}", "asynced": true}"""),
        ["POST /assignments/{id}/redistribute"] = new(
            """{"taskId": "{:taskId}", "workload": [{"assigneeId": "{:engineer}", "load": 100}], "asynced": true}"""),
        ["POST /assignments/{id}/items/{itemId}/status"] = new("""{"operation": "create", "status": "completed"}"""),
        ["POST /assignments/items/tasks/{taskId}/status"] = new(
            """{"itemIds": ["{:itemId}"], "statusPayload": {"operation": "create", "returnLastStatus": true, "status": "completed"}}"""),
        ["POST /settings"] = new(RouteBodies.Setting),
        ["POST /settings/query"] = new("""{"filter": {"scope.id": "{:projectId}"}, "sort": {"ascending": "ascending"}, "resource": "setting"}"""),
        ["POST /settings/resolve"] = new("""{"userId": "x", "orgId": "{:orgId}", "projectId": "{:projectId}", "datasetId": "{:datasetId}", "taskId": "{:taskId}"}"""),
        ["PATCH /settings/{id}"] = new("""{"value": "v", "valueType": "string"}"""),
        ["POST /features/sets"] = new(RouteBodies.FeatureSet),
        ["PATCH /features/sets/{id}"] = new("""{"name": "n"}"""),
        ["POST /features/sets/query"] = new("""{"filter": {"name": "x"}, "context": {"projects": ["{:projectId}"]}}"""),
        ["POST /features/vectors"] = new(RouteBodies.FeatureVectors),
        ["POST /features/vectors/query"] = new("""{"filter": {"featureSetId": "{:featureSetId}"}, "page": 0, "pageSize": 5, "sort": {"id": "ascending"}}"""),
        ["POST /features/vectors/project-count-aggregation"] = new("""{"projectId": "{:projectId}", "datasetIds": ["{:datasetId}"]}"""),
        ["POST /drivers"] = new(RouteBodies.Driver),
        ["DELETE /drivers/{id}"] = new() { AllowedStatus = 400 },
        ["POST /projects/{projectId}/archives"] = new()
        {
            Query = "?name=from-archive", Content = () => new ByteArrayContent("no archive"u8.ToArray()),
        },
        ["POST /datasets/{datasetId}/snapshots"] = new("""{"name": "{:unique}", "ref": null, "message": "m"}"""),
        ["POST /datasets/{datasetId}/rollback"] = new("""{"ref": "{:snapshotId}", "message": "m"}"""),
        ["POST /datasets/{datasetId}/merge"] = new("""{"from": [{"datasetId": "{:otherDatasetId}"}], "policy": "union", "message": "m"}"""),
        ["POST /datasets/{datasetId}/merge/preview"] = new("""{"from": [{"datasetId": "{:otherDatasetId}", "ref": null}], "policy": "union", "choices": [], "expectedHead": null}"""),
        ["POST /datasets/{datasetId}/cherry-pick"] = new("""{"commitId": "{:otherCommitId}", "policy": "theirs", "message": "m"}"""),
        ["POST /datasets/{datasetId}/commits/{commitId}/revert"] = new("""{"policy": "ours", "message": "m"}"""),
        ["POST /datasets/{datasetId}/restore"] = new("""{"ref": "{:snapshotId}", "items": ["{:itemId}"], "message": "m"}"""),
        ["POST /datasets/{datasetId}/undelete"] = new() { Parameters = new() { ["datasetId"] = "deletedDatasetId" } },
        ["POST /datasets/{datasetId}/verify"] = new("""{"ref": null, "binaries": true}"""),
        ["PUT /datasets/{datasetId}/retention"] = new("""{"days": 30, "commits": 100, "deletedDays": 7}"""),
        ["PUT /retention"] = new("""{"days": 30, "commits": 100, "deletedDays": 7}"""),
        ["POST /datasets/{datasetId}/snapshots/{snapshotId}/hold"] = new("""{"reason": "r", "until": null}"""),
        ["POST /datasets/{datasetId}/erase"] = new("""{"items": ["{:itemId}"], "reason": "r", "dryRun": true, "overrideHolds": false}"""),
        ["POST /collect"] = new("""{"dryRun": true, "graceHours": 24}"""),
        ["GET /items/{itemId}/revisions/{revisionId}/stream"] = new() { Parameters = new() { ["revisionId"] = "fileRevisionId" } },
        ["POST /datasets/{datasetId}/diff"] = new("""{"from": "{:snapshotId}", "to": null}"""),
        ["POST /datasets/{datasetId}/facets"] = new("""{"filter": {}, "facets": [{"by": "label", "limit": 20}]}"""),
        ["POST /datasets/{datasetId}/query/explain"] = new("""{"filter": {"name": "*x"}, "sort": {"id": "ascending"}, "pageSize": 5}"""),
        ["POST /datasets/{datasetId}/slices"] = new("""{"name": "{:unique}", "description": "d"}"""),
        // The world has no slice: a caller with the right is told so, one without is told nothing.
        ["GET /datasets/{datasetId}/slices/{slice}"] = new() { AllowedStatus = 404 },
        ["DELETE /datasets/{datasetId}/slices/{slice}"] = new() { AllowedStatus = 404 },
        ["GET /datasets/{datasetId}/slices/{slice}/manifest"] = new() { AllowedStatus = 404 },
        ["POST /datasets/{datasetId}/slices/{slice}/resolve"] = new() { AllowedStatus = 404 },
        ["POST /verify"] = new("""{"binaries": false}"""),
        ["POST /datasets/{datasetId}/freeze"] = new("""{"reason": "r"}"""),
        ["GET /datasets/{datasetId}/diff"] = new() { Query = "?from={:snapshotId}" },
    };

    public static RouteCase Of(RoleRow row) => ByRow.GetValueOrDefault(row.Name, Bare);

    public static IEnumerable<string> Rows => ByRow.Keys;
}
