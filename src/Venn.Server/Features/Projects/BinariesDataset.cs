using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Server.Wire;

namespace Venn.Server.Features.Projects;

/// <summary>
/// The hidden dataset of every project, where clients keep saved filters, instructions and icons. Its body has
/// <c>isSystem: true</c>; lists show it only when asked for system space.
/// </summary>
public static class BinariesDataset
{
    public const string Name = "Binaries";

    public static bool IsSystem(DatasetInfo info) =>
        info.Body.Length > 0 && JsonBody.ParseElement(info.Body, "dataset").TryGetProperty("isSystem", out var flag)
        && flag.ValueKind == System.Text.Json.JsonValueKind.True;

    internal static DatasetInfo InfoOf(string projectId, string creator, string now) =>
        new(projectId, Name, WireJson.ToBytes(new JsonObject
        {
            ["isSystem"] = true,
            ["creator"] = creator,
            ["updatedBy"] = creator,
            ["updatedAt"] = now,
            ["metadata"] = new JsonObject { ["system"] = new JsonObject() },
        }));
}
