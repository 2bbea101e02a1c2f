using System.Text.Json.Nodes;
using Venn.Server.Hosting;
using Venn.Server.Wire;

namespace Venn.Server.Jobs;

/// <summary>A command as it stands, immutable.</summary>
/// <param name="Spec">What was asked and, once done, what came of it. Not to be changed.</param>
public sealed record CommandState(
    string Id, string ProjectId, string Creator, string Type, string Status, double Progress, string? Error,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, JsonObject Spec)
{
    public JsonObject ToWire(string apiUrl) => new()
    {
        ["id"] = Id,
        ["url"] = $"{apiUrl}/commands/{Id}",
        ["type"] = Type,
        ["status"] = Status,
        ["progress"] = Progress,
        ["error"] = Error,
        ["createdAt"] = WireTime.Format(CreatedAt),
        ["updatedAt"] = WireTime.Format(UpdatedAt),
        ["spec"] = Spec.DeepClone(),
        ["report"] = new JsonObject(),
    };

    internal Document ToDocument() => new(Kinds.Command, Id, ProjectId, null, new JsonObject
    {
        ["creator"] = Creator,
        ["type"] = Type,
        ["status"] = Status,
        ["progress"] = Progress,
        ["error"] = Error,
        ["createdAt"] = WireTime.Format(CreatedAt),
        ["updatedAt"] = WireTime.Format(UpdatedAt),
        ["spec"] = Spec.DeepClone(),
    });

    internal static CommandState From(Document document)
    {
        var body = document.ToObject();
        return new CommandState(
            document.Id, document.Scope, body.GetText("creator") ?? "", body.GetText("type") ?? "",
            body.GetText("status") ?? CommandStatus.Failed, body.GetNumber("progress") ?? 0, body.GetText("error"),
            WireTime.ParseOrEpoch(body.GetText("createdAt")), WireTime.ParseOrEpoch(body.GetText("updatedAt")),
            body.GetObject("spec")?.DeepClone().AsObject() ?? []);
    }
}
