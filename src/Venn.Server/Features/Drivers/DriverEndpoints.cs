using System.Text.Json.Nodes;
using Venn.Server.Features.Organizations;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Drivers;

/// <summary>Drivers: how a project's datasets reach storage of the user's own.</summary>
internal static class DriverEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/drivers", List).WithSummary("Drivers of a project (?projectId=), or of all the caller's, as a plain array.");
        api.MapGet("/drivers/{id}", Get).WithSummary("One driver.");
        api.MapPost("/drivers", CreateAsync)
            .WithSummary("Makes a driver: {name, type, metadata.system.projectId, payload, integrationId?, allowExternalModification?}.");
        api.MapDelete("/drivers/{id}", DeleteAsync).WithSummary("Removes a driver that no dataset uses.");
        api.MapGet("/drivers/{projectId}/drivers-by-provider", ListByProvider).WithSummary("Drivers of a project, by type.");
        api.MapPost("/datasets/{datasetId}/sync", SyncDataset.HandleAsync)
            .WithSummary("Makes items of new objects of the dataset's driver, revisions of changed ones, removes vanished ones; a command.");
        api.MapPost("/datasets/{datasetId}/imports", ImportObjects.HandleAsync)
            .WithSummary("Makes items of the objects named, each {filename?, storageId}.");
    }

    private static IResult List(HttpContext context, DataServices services)
    {
        var caller = context.GetCaller();
        var projects = context.Request.Query["projectId"].ToString() is { Length: > 0 } id
            ? [services.Access.Require(caller, id, ProjectRole.Annotator)]
            : services.Access.List(caller);
        return WireJson.Result(new JsonArray([.. projects
            .SelectMany(project => services.Documents.List(Kinds.Driver, project.Id)).Select(DriverMapping.ToWire)]));
    }

    private static IResult ListByProvider(HttpContext context, string projectId, DataServices services)
    {
        services.Access.Require(context.GetCaller(), projectId, ProjectRole.Annotator);
        var byType = services.Documents.List(Kinds.Driver, projectId).GroupBy(driver => driver.Root.GetText("type")!);
        return WireJson.Result(new JsonObject(byType.Select(group =>
            KeyValuePair.Create(group.Key, (JsonNode?)new JsonArray([.. group.Select(DriverMapping.ToWire)])))));
    }

    private static IResult Get(HttpContext context, string id, DataServices services) => WireJson.Result(
        DriverMapping.ToWire(services.Access.RequireDocument(context.GetCaller(), Kinds.Driver, id, ProjectRole.Annotator)));

    private static async Task<IResult> CreateAsync(
        HttpContext context, DataServices services, ObjectSources sources, OrganizationStore organizations)
    {
        var request = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var caller = context.GetCaller();
        var projectId = request.GetObject("metadata")?.GetObject("system")?.GetText("projectId")
            ?? request.GetText("projectId")
            ?? throw ApiException.BadRequest("metadata.system.projectId is missing: name the project that the driver is for.");
        services.Access.Require(caller, projectId, ProjectRole.Engineer);
        var (name, type) = (request.RequireText("name"), request.RequireText("type"));
        var payload = DriverTypes.ReadPayload(type, request.GetObject("payload") ?? []);
        var integration = FindIntegration(request.GetText("integrationId"), caller, services, organizations);
        if (services.Documents.FindByName(Kinds.Driver, projectId, name) is not null)
        {
            throw ApiException.BadRequest($"Driver with the same name already exists: '{name}'. Choose another name.");
        }

        var driver = new Document(Kinds.Driver, services.Store.NewEntityId(), projectId, name, new JsonObject
        {
            ["name"] = name,
            ["type"] = type,
            ["creator"] = caller.Email,
            ["createdAt"] = WireTime.Format(services.Now),
            ["integrationId"] = integration?.Id,
            ["integrationType"] = integration?.Root.GetText("type") ?? request.GetText("integrationType"),
            ["allowExternalDelete"] = request.GetFlag("allowExternalDelete") ?? false,
            ["allowExternalModification"] = request.GetFlag("allowExternalModification") ?? false,
            ["payload"] = payload,
        });
        sources.Check(driver);
        await services.Documents.InsertAsync(driver);
        return WireJson.Result(DriverMapping.ToWire(driver));
    }

    private static async Task<IResult> DeleteAsync(
        HttpContext context, string id, DataServices services, ObjectSources sources)
    {
        var driver = services.Access.RequireDocument(context.GetCaller(), Kinds.Driver, id, ProjectRole.Engineer);
        if (services.Store.Datasets.FirstOrDefault(d => DatasetDriver.IdOf(d) == driver.Id) is { } user)
        {
            throw ApiException.BadRequest(
                $"The driver '{driver.Name}' is used by the dataset {WireId.OfDataset(user.Ordinal)}. Delete the dataset first.");
        }

        await services.Documents.DeleteAsync(Kinds.Driver, driver.Id);
        sources.Forget(driver.Id);
        return WireJson.Result(DriverMapping.ToWire(driver));
    }

    /// <summary>Credentials are lent by who may see the integration, and to the drivers they make alone.</summary>
    private static Document? FindIntegration(
        string? id, Caller caller, DataServices services, OrganizationStore organizations)
    {
        if (id is null or "" or "system")
        {
            return null;
        }

        return services.Documents.Find(Kinds.Integration, id) is { } integration
            && (integration.Root.GetText("creator") == caller.Email || organizations.IsOwner(caller.Email))
                ? integration
                : throw ApiException.NotFound($"Integration not found. id: {id}");
    }
}
