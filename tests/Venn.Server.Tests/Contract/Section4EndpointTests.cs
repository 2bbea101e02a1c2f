using System.Text;
using Venn.Server.Tests.Hosting;
using Venn.Server.Tests.Routes;

namespace Venn.Server.Tests.Contract;

/// <summary>
/// Section 4 of the wire's contract: every endpoint that reads, makes or changes, with the body that the client sends, and
/// what it reads of the answer. Deletions stand in <see cref="Section4DeletionTests"/>.
/// </summary>
public sealed class Section4EndpointTests(RouteFixture fixture) : IClassFixture<RouteFixture>
{
    private const string Page = "totalItemsCount:number totalPagesCount:number hasNextPage:bool items:array !page_offset !page_size";
    private const string Project = "id name creator org.id org.name contributors:array contributors.0.email createdAt updatedAt role";
    private const string Command = "id url type status:string progress:number spec:object createdAt updatedAt";
    private const string Recipe = "id title projectIds:array ontologyIds:array uiSettings:object metadata.system:object createdAt updatedAt";
    private const string Ontology = "id roots:array metadata.system.projectIds:array attributes:array";
    private const string Task =
        "id name status projectId datasetId recipeId url creator taskOwner spec.type dueDate:number query:string metadata:object assignmentIds:array "
        + "availableActions.0.action availableActions.0.displayName availableActions.0.color totalItems:number priority:number forReview:number";
    private const string Assignment = "id name annotator status projectId url metadata.system.datasetId metadata.system.taskId itemStatus:object";
    private const string Vector = "id featureSetId entityId datasetId url project createdAt value:array creator";
    private const string FeatureSet = "id name type entityType size:number url project createdAt creator";
    private const string Item = "id datasetId type name filename dir stream thumbnail annotations url dataset metadata.system:object !projectId";

    /// <summary>Method and path, body (of a form with <c>form:</c> before it), and what is read of the answer.</summary>
    public static TheoryData<string, string?, string> Rows => new()
    {
        // 4.1 Projects
        { "POST /projects", "form:name={:unique}", $"{Project} role=\"owner\"" },
        { "GET /projects", null, "$:array 0.id 0.org.id" },
        { "GET /orgs/{:orgId}/projects", null, "$:array 0.id" },
        { "GET /projects/{:projectId}", null, Project },
        { "PATCH /projects/{:projectId}", """{"id": "x", "name": null, "org": {"id": "y"}, "role": null, "newField": 1}""", $"{Project} !newField id=\"{{:projectId}}\"" },
        { "GET /projects/{:projectId}/members", null, "$:array 0.email 0.role=\"owner\"" },
        { "POST /projects/{:projectId}/members/New.One%40Example.org", """{"role": "engineer"}""", "$" },
        { "PATCH /projects/{:projectId}/members/{:email}", """{"role": "annotator"}""", "$" },
        { "POST /projects/{:projectId}/mail", """{"to": "a@b.c", "from": "a@b.c", "subject": "s", "body": "b"}""", "$" },
        { "POST /outbox", """{"to": "a@b.c", "from": "a@b.c", "subject": "s", "body": "b"}""", "$" },
        { "GET /projects/{:projectId}/bots", null, "$:array 0.id 0.email 0.type=\"bot\"" },
        { "POST /projects/{:projectId}/bots", """{"name": "{:unique}", "returnCredentials": true}""", "id email password projectId" },
        { "GET /projects/{:projectId}/bots/{:botId}", null, "id email !password" },

        // 4.2 Organizations
        { "GET /orgs", null, "$:array 0.id=\"{:orgId}\" 0.name" },
        { "GET /orgs/{:orgId}", null, "id name" },
        { "GET /orgs/{:orgId}/members", null, "$:array 0.email" },
        { "POST /orgs/{:orgId}/members", """{"emails": ["{:unique}@example.org"], "role": "member"}""", "$" },
        { "POST /orgs/{:orgId}/members", """{"emails": "{:unique}@example.org", "role": "member"}""", "$" },
        { "PATCH /orgs/{:orgId}/members", """{"email": "{:annotator}", "role": "member"}""", "$" },
        { "GET /orgs/{:orgId}/groups", null, "$:array" },
        { "PATCH /orgs/{:orgId}/plan", """{"plan": "free"}""", "$" },
        { "GET /orgs/{:orgId}/integrations", null, "$:array 0.id 0.type 0.name !0.options" },
        { "GET /orgs/{:orgId}/availableIntegrations", null, "$:array" },
        { "POST /orgs/{:orgId}/integrations", """{"type": "s3", "name": "{:unique}", "options": {"key": "k", "secret": "s"}, "metadata": []}""", "id type name org creator createdAt !options" },
        { "GET /orgs/{:orgId}/integrations/{:integrationId}", null, "id type name !options" },
        { "PATCH /orgs/{:orgId}/integrations?reloadServices=true", """{"integrationId": "{:integrationId}", "name": "kept-from-strangers {:unique}", "credentials": {"options": {"key": "k", "secret": "s"}, "type": "s3"}}""", "id name !options" },

        // 4.3 Datasets
        { "POST /datasets", """{"name": "{:unique}", "projects": ["{:projectId}"], "createDefaultRecipe": true}""", "id metadata.system.recipes.0 isSyncing=false readonly=false !expirationOptions !srcDataset !export" },
        { "POST /datasets", """{"name": "{:unique}", "projects": ["{:projectId}"], "createDefaultRecipe": false, "expirationOptions": {"itemMaxDays": 5}, "indexDriver": "v2"}""", "id metadata.system:object expirationOptions={\"itemMaxDays\":5} indexDriver=\"v2\"" },
        { "POST /datasets/query", """{"filter": {"$and": [{"name": "kept-from-strangers data"}]}, "page": 0, "pageSize": 1000, "resource": "datasets", "context": {"projects": ["{:projectId}"]}}""", $"{Page} totalItemsCount=1 items.0.id=\"{{:datasetId}}\"" },
        { "GET /datasets/{:datasetId}", null, "id=\"{:datasetId}\" projects=[\"{:projectId}\"] accessLevel readableType annotated:number itemsCount:number driver:null" },
        { "PATCH /datasets/{:datasetId}", """{"id": null, "url": null, "name": "kept-from-strangers data", "readonly": true, "itemsCount": 99, "metadata": {"user": {"k": 1}}, "enableSyncWithCloned": null}""", "id=\"{:datasetId}\" readonly=false !enableSyncWithCloned" },
        { "GET /datasets/{:datasetId}/directoryTree", null, "value.filename=\"/\" value.id value.name value.dir:null value.metadata:object children.0.value.dir=\"/\" children.0.value.filename children.0.children:array" },
        { "POST /datasets/{:datasetId}/clone", RouteBodies.Clone, $"{Command} type=\"CloneDataset\" spec.returnedModelId:string" },
        { "POST /datasets/merge", RouteBodies.Merge, $"{Command} spec.mergeDatasetsConfiguration" },
        { "POST /datasets/{:driverDatasetId}/sync", null, $"{Command} spec.datasetId" },
        { "POST /datasets/{:datasetId}/export", """{"exportType": "json", "itemsQuery": {"filter": {}}, "itemsVectorQuery": {}, "annotations": {"include": true, "convertSemantic": false}}""", $"{Command} type=\"ExportDatasetAsJson\" spec.outputItemId:string" },
        { "POST /datasets/{:datasetId}/export/v3", RouteBodies.ExportV3, $"{Command} spec.exportResult.manifestUrl spec.exportResult.totalRecords:number spec.exportResult.toVersion:number spec.exportResult.mode=\"full\"" },
        { "GET /datasets/{:datasetId}/exports/{:exportId}/manifest", null, "manifestVersion=\"1.0\" exportId datasetId exportedAt format=\"ndjson\" partitioning.partitionCount:number files.0.filename files.0.path files.0.size:number files.0.checksum statistics.totalRecords:number" },
        { "POST /datasets/exports", """{"sortOrder": "ASC", "sortBy": "createdAt", "projects": "{:projectId}", "datasetId": "{:datasetId}"}""", "records:array total:number" },
        { "GET /datasets/{:datasetId}/items", null, Page },
        { "GET /datasets/{:datasetId}/schema", null, "$:object" },
        { "POST /datasets/{:datasetId}/schema/items", """{"unsearchablePaths": {"remove": ["metadata.user.none"]}}""", "$" },
        { "POST /datasets/{:driverDatasetId}/imports", """[{"filename": "/{:unique}.txt", "storageId": "seen.txt"}]""", $"$:array 0.id 0.filename 0.metadata.system.size:number" },

        // 4.4 Recipes and ontologies
        { "POST /recipes", """{"title": "t", "projectIds": ["{:projectId}"], "ontologyIds": ["{:ontologyId}"], "uiSettings": {"allowObjectIdAutoAssign": true, "studioV2App": true}}""", $"{Recipe} ontologyIds=[\"{{:ontologyId}}\"] uiSettings={{\"allowObjectIdAutoAssign\":true,\"studioV2App\":true}}" },
        { "GET /recipes/{:recipeId}", null, Recipe },
        { "GET /recipes?projects={:projectId}&&pageOffset=0&pageSize=1000", null, $"{Page} items.0.id" },
        { "GET /recipes?projects={:projectId}&creator=nobody%40example.org", null, $"{Page} totalItemsCount=0" },
        { "GET /recipes?ontologies={:ontologyId}&projects={:projectId}", null, $"{Page} items.0.id" },
        { "PATCH /recipes/{:recipeId}?system=true", """{"id": null, "url": null, "description": null, "examples": null, "metadata": {"system": {"collectionTemplates": []}}}""", $"{Recipe} metadata.system.collectionTemplates=[]" },
        { "POST /recipes/{:recipeId}/clone", """{"shallow": true}""", $"{Recipe} ontologyIds=[\"{{:ontologyId}}\"]" },
        { "POST /ontologies", """{"roots": [{"value": {"tag": "a", "color": "#00ff00", "attributes": []}, "children": []}], "projectIds": ["{:projectId}"], "attributes": []}""", $"{Ontology} roots.0.value={{\"tag\":\"a\",\"color\":\"#00ff00\",\"attributes\":[]}}" },
        { "GET /ontologies/{:ontologyId}", null, Ontology },
        { "GET /ontologies?pageOffset=0&pageSize=1000&projects={:projectId}&ids={:ontologyId}", null, $"{Page} totalItemsCount=1" },
        { "PUT /ontologies/{:ontologyId}", """{"id": null, "roots": [{"value": {"tag": "b", "color": "#00ff00"}, "children": []}], "attributes": [], "labels": ["junk"], "metadata": {}}""", $"{Ontology} roots.0.value.tag=\"b\" !labels" },
        { "PATCH /ontologies/{:ontologyId}/labels", """{"labelsNode": [{"tag": "v.car", "color": "#00ff00"}], "upsert": true}""", "roots:array" },
        { "PATCH /ontologies/{:ontologyId}/addLabels", """{"labelsNode": [{"tag": "v.bus"}]}""", "roots:array" },
        { "PATCH /ontologies/{:ontologyId}/attributes", """{"items": [{"title": "Colour", "key": "1", "type": "options", "scope": ["*"], "values": ["red"]}], "upsert": true}""", "$" },

        // 4.5 Items
        { "POST /datasets/{:datasetId}/items", "form:type=dir&path=/made/{:unique}", $"{Item} type=\"dir\" dir=\"/made\"" },
        { "GET /items/{:itemId}", null, $"{Item} type=\"file\"" },
        { "PATCH /items/{:itemId}", """{"metadata": {"user": {"z": 2}}}""", $"{Item} metadata.user.z=2" },
        { "POST /items/{:itemId}/clone", """{"targetDatasetId": "{:datasetId}", "remoteFileName": "/{:unique}.txt", "metadata": {"user": {"extra": 1}}, "cloneDatasetParams": {"withItemsAnnotations": true, "withMetadata": true, "withTaskAnnotationsStatus": false}, "allowMany": true}""", $"{Command} spec.returnedModelId:array spec.returnedModelId.0" },
        { "PUT /datasets/{:datasetId}/items/{:directoryId}", """["{:itemId}"]""", "$" },
        { "POST /datasets/{:datasetId}/query", """{"resource": "items", "filter": {"filename": "/none"}, "page": 0, "pageSize": 1000, "update": {"metadata": {"user": {"a": 1}}}}""", "totalItemsCount=0" },
        { "POST /datasets/{:datasetId}/query", """{"resource": "items", "filter": {"filename": "/none"}, "references": {"operation": "create", "refs": [{"type": "task", "id": "{:taskId}"}]}}""", "$" },

        // 4.6 and 4.7 Subsets, collections
        { "POST /datasets/{:datasetId}/split", """{"itemsQuery": {"filter": {"filename": "/dir/*"}}, "MLSplitList": {"train": 60, "validation": 20, "test": 20}}""", Command },
        { "POST /datasets/{:datasetId}/items/bulk-update-metadata", """{"query": {"filter": {}}, "updateQuery": {"update": {"metadata": {"system": {"tags": {"train": true, "validation": null, "test": null}}}}, "systemSpace": true}}""", Command },
        { "GET /datasets/{:datasetId}/items/collections", null, "$:object" },
        { "POST /datasets/{:datasetId}/items/collections/bulk-add", """{"query": {"filter": {}}, "collections": ["kept"]}""", Command },
        { "POST /datasets/{:datasetId}/items/collections/bulk-remove", """{"query": {"filter": {}}, "collections": ["kept"]}""", Command },

        // 4.8 Annotations
        { "POST /items/{:itemId}/annotations", """{"type": "class", "label": "one"}""", "$:array 0.id 0.label=\"one\" !1" },
        { "GET /annotations/{:annotationId}", null, "id=\"{:annotationId}\" type label creator createdAt updatedAt updatedBy metadata.system.attributes:object itemId datasetId item dataset url hash !attributes" },
        { "GET /datasets/{:datasetId}/items/{:itemId}/annotations/{:annotationId}", null, "id=\"{:annotationId}\"" },
        { "GET /items/{:itemId}/annotations", null, "$:array 0.id" },
        { "PUT /annotations/{:annotationId}", "{}", "id=\"{:annotationId}\" type label coordinates" },

        // 4.10 Drivers
        { "GET /drivers?projectId={:projectId}", null, "$:array 0.id=\"{:driverId}\"" },
        { "GET /drivers/{:driverId}", null, "id name type creator createdAt metadata.system.projectId path allowExternalModification:bool !payload" },
        { "GET /drivers/{:projectId}/drivers-by-provider", null, "$:object" },

        // 4.11 and 4.12 Tasks, assignments
        { "POST /annotationtasks", RouteBodies.Task, $"{Command} spec.createTaskPayload spec.createdTaskId:string" },
        { "GET /annotationtasks/{:taskId}", null, Task },
        { "POST /annotationtasks/query", """{"filter": {"$and": [{"name": "kept-from-strangers task"}]}, "page": 0, "pageSize": 1000, "resource": "tasks", "context": {"projectIds": ["{:projectId}"]}}""", $"{Page} items.0.id" },
        { "PATCH /annotationtasks/{:taskId}?system=true", """{"id": null, "priority": 3, "description": {"content": "d"}, "newField": 1}""", $"{Task} priority=3 description.content=\"d\" !newField" },
        { "POST /annotationtasks/{:taskId}/addToTask", """{"query": "{\"filter\": {\"filename\": \"/none\"}}", "asynced": true}""", $"{Command} spec.addToTaskPayload" },
        { "POST /annotationtasks/{:taskId}/removeFromTask", """{"query": "{\"filter\": {\"filename\": \"/none\"}}", "asynced": true}""", $"{Command} spec.removeFromTaskId" },
        { "POST /assignments/items/tasks/{:taskId}/status", """{"itemIds": ["{:itemId}"], "statusPayload": {"operation": "create", "returnLastStatus": true, "status": "completed"}}""", "$:object {:itemId}" },
        { "GET /scores/tasks/{:taskId}?page=0&pageSize=100", null, Page },
        { "GET /assignments?projects={:projectId}&pageSize=500&taskId={:taskId}", null, $"items.0.id=\"{{:assignmentId}}\"" },
        { "GET /assignments/{:assignmentId}", null, Assignment },
        { "PATCH /assignments/{:assignmentId}?system=true", """{"name": "n", "task_id": "junk", "dataset_id": null, "_datasets": null}""", $"{Assignment} name=\"n\" !task_id !_datasets" },
        { "POST /assignments/{:assignmentId}/items/{:itemId}/status", """{"operation": "create", "status": "completed"}""", "$" },

        // 4.13 Features
        { "POST /features/sets", """{"name": "{:unique}", "size": 2, "type": "embedding", "project": "{:projectId}", "modelId": null, "entityType": "item"}""", "$:array 0.id 0.size=2" },
        { "GET /features/sets/{:featureSetId}", null, FeatureSet },
        { "PATCH /features/sets/{:featureSetId}", """{"id": null, "name": "renamed", "url": null}""", $"{FeatureSet} name=\"renamed\"" },
        { "POST /features/sets/query", """{"filter": {"$and": [{"id": "{:featureSetId}"}]}, "page": 0, "pageSize": 1000, "context": {"projects": ["{:projectId}"]}}""", $"{Page} totalItemsCount=1" },
        { "POST /features/vectors", """[{"entityId": "b", "value": [1, 2], "datasetId": "{:datasetId}", "project": "{:projectId}", "featureSetId": "{:featureSetId}"}, {"entityId": "a", "value": [3, 4], "datasetId": "{:datasetId}", "project": "{:projectId}", "featureSetId": "{:featureSetId}"}]""", "$:array 0.entityId=\"b\" 1.entityId=\"a\"" },
        { "GET /features/vectors/{:vectorId}", null, Vector },
        { "POST /features/vectors/query", """{"filter": {"$and": [{"featureSetId": "{:featureSetId}"}, {"entityId": "{:itemId}"}]}, "page": 0, "pageSize": 1000, "sort": {"id": "ascending"}, "context": {"projects": ["{:projectId}"]}}""", $"{Page} totalItemsCount=1" },
        { "POST /features/vectors/project-count-aggregation", """{"projectId": "{:projectId}", "datasetIds": ["{:datasetId}"]}""", "$:array 0.featureSetId 0.count:number 0.datasetId" },

        // 4.14 Settings and the rest
        { "GET /settings/{:settingId}", null, "id name value scope:object scope.type scope.id" },
        { "PATCH /settings/{:settingId}", """{"value": "v", "valueType": "string"}""", "id name value=\"v\"" },
        { "POST /settings/query", """{"filter": {"$and": [{"scope.id": "{:projectId}"}]}, "sort": {"ascending": "ascending"}, "resource": "setting", "page": 0, "pageSize": 1000}""", $"{Page} items.0.scope.id=\"{{:projectId}}\"" },
        { "POST /settings/resolve", """{"userId": "u", "projectId": "{:projectId}"}""", "$:array" },
        { "GET /inbox/message/user", null, $"{Page} totalItemsCount=0" },
        { "POST /analytics/query", "{}", "$=[]" },
        { "POST /analytics/metric", "{}", "$=[]" },
        { "POST /sdk/check", "form:version=1.124.2&email=a@b.c", "level=\"debug\" msg=\"\"" },
        { "GET /commands/{:commandId}", null, Command },
        { "GET /commands", null, "$:array 0.id 0.status" },
        { "POST /commands/{:commandId}/abort", null, $"{Command} status=\"success\"" },
        { "GET /users/me", null, "id email username firstName type role org createdAt updatedAt" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Endpoint_AsTheClientCallsIt_Table(string call, string? body, string shape)
    {
        var answer = await SendAsync(fixture.World, fixture.World.Owner, call, body);

        Assert.True((int)answer.Status < 300, $"{call}: {(int)answer.Status} {answer.Text}");
        WireShape.Check(answer, fixture.World.Fill(shape));
    }

    internal static Task<ApiAnswer> SendAsync(RouteWorld world, ApiClient client, string call, string? body)
    {
        var (method, path) = (call[..call.IndexOf(' ', StringComparison.Ordinal)], world.Fill(call[(call.IndexOf(' ', StringComparison.Ordinal) + 1)..]));
        var isForm = body?.StartsWith("form:", StringComparison.Ordinal) == true;
        return client.SendAsync(new HttpMethod(method), path, body is null ? null : new StringContent(
            world.Fill(isForm ? body["form:".Length..] : body), Encoding.UTF8, isForm ? "application/x-www-form-urlencoded" : "application/json"));
    }
}
