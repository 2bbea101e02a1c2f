using System.Text.Json.Nodes;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Organizations;

/// <summary>
/// Integrations: named credentials for storage and the like, sealed at rest and never given back. Seen by who made them
/// and by the organization's owner.
/// </summary>
internal static class IntegrationEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/orgs/{id}/integrations", List).WithSummary("Integrations, without their secrets.");
        api.MapGet("/orgs/{id}/availableIntegrations", List).WithSummary("As /integrations.");
        api.MapPost("/orgs/{id}/integrations", CreateAsync).WithSummary("Makes an integration: {type, name, options, metadata?}.");
        api.MapGet("/orgs/{id}/integrations/{integrationId}", Get).WithSummary("One integration.");
        api.MapPatch("/orgs/{id}/integrations", UpdateAsync).WithSummary("Renames an integration or changes its credentials.");
        api.MapDelete("/orgs/{id}/integrations/{integrationId}", DeleteAsync).WithSummary("Removes an integration.");
    }

    private static IResult List(HttpContext context, string id, OrganizationStore organizations, Documents documents)
    {
        organizations.Require(id);
        return WireJson.Result(new JsonArray([.. documents.List(Kinds.Integration, id)
            .Where(integration => MaySee(context, integration, organizations))
            .Select(integration => ToWire(integration, context))]));
    }

    private static IResult Get(
        HttpContext context, string id, string integrationId, OrganizationStore organizations, Documents documents) =>
        WireJson.Result(ToWire(Require(context, id, integrationId, organizations, documents), context));

    private static async Task<IResult> CreateAsync(
        HttpContext context, string id, OrganizationStore organizations, Documents documents, VersionStore store, SecretBox secrets)
    {
        organizations.Require(id);
        var request = await JsonBody.ReadObjectAsync(context);
        var (type, name) = (request.RequireText("type"), request.RequireText("name"));
        var options = request["options"];
        CheckOptions(type, options, request["metadata"]);
        if (documents.FindByName(Kinds.Integration, id, name) is not null)
        {
            throw ApiException.BadRequest($"Integration with the same name already exists: '{name}'. Choose another name.");
        }

        var now = WireTime.Format(store.Clock.GetUtcNow());
        var integration = new Document(Kinds.Integration, store.NewEntityId(), id, name, new JsonObject
        {
            ["name"] = name,
            ["type"] = type,
            ["creator"] = context.GetCaller().Email,
            ["metadata"] = request["metadata"]?.DeepClone() ?? new JsonArray(),
            ["options"] = secrets.Seal(WireJson.ToText(options)),
            ["createdAt"] = now,
            ["updatedAt"] = now,
        });
        await documents.InsertAsync(integration);
        return WireJson.Result(ToWire(integration, context));
    }

    private static async Task<IResult> UpdateAsync(
        HttpContext context, string id, OrganizationStore organizations, Documents documents, VersionStore store, SecretBox secrets)
    {
        var request = await JsonBody.ReadObjectAsync(context);
        var integration = Require(context, id, request.RequireText("integrationId"), organizations, documents);
        var name = request.GetText("name") ?? integration.Name!;
        if (documents.FindByName(Kinds.Integration, id, name) is { } other && other.Id != integration.Id)
        {
            throw ApiException.BadRequest($"Integration with the same name already exists: '{name}'. Choose another name.");
        }

        var changed = await documents.UpdateAsync(
            Kinds.Integration, integration.Id,
            body =>
            {
                body["name"] = name;
                if (request.GetObject("credentials") is { } credentials)
                {
                    var type = credentials.GetText("type") ?? body.GetText("type")!;
                    CheckOptions(type, credentials["options"], null);
                    body["type"] = type;
                    body["options"] = secrets.Seal(WireJson.ToText(credentials["options"]));
                }

                body["updatedAt"] = WireTime.Format(store.Clock.GetUtcNow());
            },
            body => body.GetText("name"));
        return WireJson.Result(ToWire(changed!, context));
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, string id, string integrationId, OrganizationStore organizations, Documents documents)
    {
        var integration = Require(context, id, integrationId, organizations, documents);
        await documents.DeleteAsync(Kinds.Integration, integration.Id);
        return WireJson.Result(ToWire(integration, context));
    }

    private static void CheckOptions(string type, JsonNode? options, JsonNode? metadata)
    {
        if (type == "key_value"
            && (options is not JsonObject pair || pair["key"]?.GetValueKind() != System.Text.Json.JsonValueKind.String
                || pair["value"]?.GetValueKind() != System.Text.Json.JsonValueKind.String))
        {
            throw ApiException.BadRequest("Invalid metadata fields for key-value integration: options must be {key, value}, two strings.");
        }

        if (type is "gcp-cross" && metadata is JsonArray { Count: > 0 })
        {
            throw ApiException.BadRequest("Invalid input specified: an integration of type gcp-cross takes no metadata.");
        }
    }

    private static bool MaySee(HttpContext context, Document integration, OrganizationStore organizations)
    {
        var email = context.GetCaller().Email;
        return integration.Root.GetText("creator") == email || organizations.IsOwner(email);
    }

    private static Document Require(
        HttpContext context, string id, string integrationId, OrganizationStore organizations, Documents documents)
    {
        organizations.Require(id);
        return documents.Find(Kinds.Integration, integrationId) is { } integration && MaySee(context, integration, organizations)
            ? integration
            : throw ApiException.NotFound($"Integration not found. id: {integrationId}");
    }

    private static JsonObject ToWire(Document integration, HttpContext context)
    {
        var wire = integration.ToObject();
        wire.Remove("options");
        wire["id"] = integration.Id;
        wire["org"] = integration.Scope;
        wire["url"] = $"{context.GetApiUrl()}/orgs/{integration.Scope}/integrations/{integration.Id}";
        return wire;
    }
}
