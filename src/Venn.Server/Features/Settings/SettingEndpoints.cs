using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Server.Features.Query;
using Venn.Server.Features.Tasks;
using Venn.Server.Hosting;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Settings;

/// <summary>Routes of settings: values by name, about a project, dataset, task, organization or user.</summary>
internal static class SettingEndpoints
{
    private static readonly string[] Keys =
    [
        "name", "value", "valueType", "defaultValue", "settingType", "metadata", "description", "inputs", "icon", "sectionName",
        "subSectionName", "hint",
    ];

    /// <summary>From the widest to the narrowest: a narrower scope's value counts.</summary>
    private static readonly string[] ResolveOrder = ["orgId", "projectId", "datasetId", "taskId", "userId"];

    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/settings", CreateAsync).WithSummary("Makes a setting: {name, value, valueType, scope: {type, id}, …}.");
        api.MapGet("/settings/{id}", Get).WithSummary("One setting.");
        api.MapPatch("/settings/{id}", UpdateAsync).WithSummary("Changes a setting.");
        api.MapDelete("/settings/{id}", DeleteAsync).WithSummary("Removes a setting.");
        api.MapPost("/settings/query", QueryAsync).WithSummary("A page of settings by DQL.");
        api.MapPost("/settings/resolve", ResolveAsync).WithSummary("The settings that hold for {userId, orgId, projectId, datasetId, taskId}, as an array.");
    }

    private static async Task<IResult> CreateAsync(
        HttpContext context, Documents documents, SettingScope scopes, VersionStore store)
    {
        var request = await JsonBody.ReadObjectAsync(context);
        request.RequireText("name");
        var scope = request.GetObject("scope") ?? throw ApiException.BadRequest("scope is missing: give {type, id}.");
        var (type, id) = scopes.Require(context.GetCaller(), scope);
        SettingValue.Check(request.GetText("valueType"), request["value"]);
        var body = new JsonObject { ["scope"] = scope.DeepClone() };
        foreach (var key in Keys)
        {
            body[key] = request[key]?.DeepClone();
        }

        var setting = new Document(Kinds.Setting, store.NewEntityId(), type == "project" ? id : "", null, body);
        await documents.InsertAsync(setting);
        return WireJson.Result(ToWire(setting));
    }

    private static IResult Get(HttpContext context, string id, Documents documents, SettingScope scopes) =>
        WireJson.Result(ToWire(Require(context, id, documents, scopes)));

    private static async Task<IResult> UpdateAsync(HttpContext context, string id, Documents documents, SettingScope scopes)
    {
        var setting = Require(context, id, documents, scopes);
        scopes.Require(context.GetCaller(), setting.ToObject().GetObject("scope")!);
        var request = await JsonBody.ReadObjectAsync(context);
        SettingValue.Check(request.GetText("valueType") ?? setting.Root.GetText("valueType"), request["value"]);
        var changed = await documents.UpdateAsync(Kinds.Setting, setting.Id, body =>
        {
            foreach (var key in Keys.Where(key => request[key] is not null))
            {
                body[key] = request[key]!.DeepClone();
            }
        });
        return WireJson.Result(ToWire(changed ?? throw ApiException.NotFound($"Setting not found. id: {id}")));
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, string id, Documents documents, SettingScope scopes)
    {
        var setting = Require(context, id, documents, scopes);
        scopes.Require(context.GetCaller(), setting.ToObject().GetObject("scope")!);
        await documents.DeleteAsync(Kinds.Setting, setting.Id);
        return WireJson.Result(new JsonObject { ["id"] = setting.Id });
    }

    private static async Task<IResult> QueryAsync(HttpContext context, Documents documents, SettingScope scopes)
    {
        var query = await DqlBody.ReadAsync(context);
        var found = documents.List(Kinds.Setting)
            .Where(setting => scopes.MaySee(context.GetCaller(), setting))
            .Select(ToWire)
            .Where(setting => DocumentMatcher.Matches(query.Filter, JsonElement.Parse(WireJson.ToBytes(setting))))
            .ToList();
        DocumentSort.Apply(found, query.Sort);
        return WireJson.Result(Page.Cut(found, query.Page, query.PageSize, setting => setting.DeepClone()));
    }

    private static async Task<IResult> ResolveAsync(HttpContext context, Documents documents, SettingScope scopes)
    {
        var request = await JsonBody.ReadObjectAsync(context);
        var caller = context.GetCaller();
        var resolved = new Dictionary<string, JsonObject>();
        foreach (var id in ResolveOrder.Select(request.GetText).OfType<string>())
        {
            foreach (var setting in documents.List(Kinds.Setting).Where(setting =>
                setting.Root.GetProperty("scope").GetText("id") == id && scopes.MaySee(caller, setting)))
            {
                resolved[setting.Root.GetText("name") ?? ""] = ToWire(setting);
            }
        }

        return WireJson.Result(new JsonArray([.. resolved.Values]));
    }

    private static Document Require(HttpContext context, string id, Documents documents, SettingScope scopes) =>
        documents.Find(Kinds.Setting, WireId.ParseEntity(id, "setting")) is { } setting && scopes.MaySee(context.GetCaller(), setting)
            ? setting
            : throw ApiException.NotFound($"Setting not found. id: {id}");

    private static JsonObject ToWire(Document setting)
    {
        var wire = setting.ToObject();
        wire["id"] = setting.Id;
        return wire;
    }
}
