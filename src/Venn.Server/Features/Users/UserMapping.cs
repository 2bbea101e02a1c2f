using System.Text.Json.Nodes;
using Venn.Server.Hosting;
using Venn.Server.Wire;

namespace Venn.Server.Features.Users;

/// <summary>Users and bots as the wire shows them; password hashes never leave.</summary>
internal static class UserMapping
{
    public static JsonObject ToWire(Document user, string role, string? organizationId)
    {
        var email = user.Name!;
        var wire = new JsonObject
        {
            ["id"] = user.Id,
            ["email"] = email,
            ["username"] = email,
            ["firstName"] = user.Root.GetText("firstName") ?? "",
            ["lastName"] = user.Root.GetText("lastName") ?? "",
            ["avatar"] = null,
            ["type"] = user.Root.GetText("type") ?? "user",
            ["role"] = role,
            ["org"] = organizationId,
            ["createdAt"] = user.Root.GetText("createdAt"),
            ["updatedAt"] = user.Root.GetText("updatedAt"),
        };
        if (user.Root.GetText("projectId") is { } projectId)
        {
            wire["projectId"] = projectId;
        }

        return wire;
    }
}
