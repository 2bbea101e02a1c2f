using System.Text.Json.Nodes;

namespace Venn.Server.Features.Drivers;

/// <summary>What a sync did.</summary>
/// <param name="Added">New objects.</param>
/// <param name="Updated">Objects that had changed.</param>
/// <param name="Removed">Items whose object has vanished.</param>
/// <param name="Skipped">Objects without an item: their key is no path, or another file has it.</param>
internal sealed record SyncReport(int Added, int Updated, int Removed, int Skipped)
{
    public JsonObject ToNode() => new()
    {
        ["added"] = Added, ["updated"] = Updated, ["removed"] = Removed, ["skipped"] = Skipped,
    };
}
