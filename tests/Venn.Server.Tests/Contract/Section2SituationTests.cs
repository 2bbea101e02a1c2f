using Venn.Server.Tests.Routes;

namespace Venn.Server.Tests.Contract;

/// <summary>Section 2.3 of the wire's contract: what is refused, with the status and the words that clients look for.</summary>
public sealed class Section2SituationTests(RouteFixture fixture) : IClassFixture<RouteFixture>
{
    public static TheoryData<string, string?, int, string> Rows => new()
    {
        { "POST /ontologies", """{"roots": [], "projectIds": ["65f000000000000000000099"], "attributes": []}""", 403, "" },
        { "POST /ontologies", """{"roots": [], "projectIds": ["some_project"], "attributes": []}""", 403, "" },
        { "POST /projects", "form:name=a%2Fb", 400, "name" },
        { "POST /projects", "form:name=", 400, "name" },
        { "POST /projects", "form:name={:projectName}", 400, "Failed to create project" },
        { "POST /datasets", """{"name": "kept-from-strangers data", "projects": ["{:projectId}"]}""", 400, "already exists" },
        { "PATCH /datasets/{:otherDatasetId}", """{"name": "kept-from-strangers data"}""", 400, "already exists" },
        { "PATCH /datasets/{:datasetId}/unlock", null, 400, "dataset is not locked" },
        { "POST /orgs/{:orgId}/integrations", """{"type": "key_value", "name": "{:unique}", "options": {"key": "k"}}""", 400, "Invalid metadata fields for key-value integration" },
        { "POST /orgs/{:orgId}/integrations", """{"type": "key_value", "name": "{:unique}", "options": null}""", 400, "Invalid metadata fields for key-value integration" },
        { "POST /orgs/{:orgId}/integrations", """{"type": "gcp-cross", "name": "{:unique}", "options": {}, "metadata": [{"name": "a", "value": "b"}]}""", 400, "Invalid input specified" },
        { "POST /settings", """{"name": "{:unique}", "value": true, "valueType": "string", "scope": {"type": "project", "id": "{:projectId}"}}""", 400, "Invalid input specified, Incorrect value type passed - Passed boolean Expected string" },
        { "POST /settings", """{"name": "{:unique}", "value": "x", "valueType": "number", "scope": {"type": "project", "id": "{:projectId}"}}""", 400, "Invalid input specified, Incorrect value type passed - Passed string Expected number" },
        { "PATCH /ontologies/{:ontologyId}/labels", """{"labelsNode": [{"tag": "no.such.label"}], "upsert": false}""", 404, "Label not found: no" },
        { "DELETE /drivers/{:driverId}", null, 400, "" },
        { "GET /annotationtasks/111111111111", null, 404, "" },
        { "GET /items/65f000000000000000000099", null, 404, "" },
        { "GET /recipes/65f000000000000000000099", null, 404, "" },
        { "GET /ontologies/65f000000000000000000099", null, 404, "" },
        { "GET /assignments/65f000000000000000000099", null, 404, "" },
        { "GET /commands/65f000000000000000000099", null, 404, "" },
        { "GET /features/sets/65f000000000000000000099", null, 404, "" },
        { "GET /projects/65f000000000000000000099", null, 404, "" },
        { "POST /datasets/{:datasetId}/query", """{"filter": {"$nonsense": 1}}""", 400, "$nonsense" },
        { "POST /datasets/{:datasetId}/query", """{"filter": """, 400, "" },
        { "POST /datasets/merge", """{"name": "{:unique}", "datasetsIds": ["{:datasetId}"], "projectIds": ["{:projectId}"], "mergeDatasetParams": {}}""", 400, "" },
        { "POST /items/{:itemId}/annotations", "\"text\"", 400, "" },
        { "POST /datasets/{:datasetId}/split", """{"itemsQuery": {"filter": {}}, "MLSplitList": {"train": 60, "validation": 20, "test": 30}}""", 400, "100" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Refusal_Table(string call, string? body, int status, string says)
    {
        var answer = await Section4EndpointTests.SendAsync(fixture.World, fixture.World.Owner, call, body);

        Assert.True((int)answer.Status == status, $"{call}: {(int)answer.Status} {answer.Text}");
        WireShape.Check(answer, $"message:string status={status}");
        Assert.Contains(says, answer.Message, StringComparison.OrdinalIgnoreCase);
    }
}
