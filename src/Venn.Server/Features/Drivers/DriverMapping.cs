using System.Text.Json.Nodes;
using Venn.Server.Hosting;

namespace Venn.Server.Features.Drivers;

/// <summary>Driver to wire JSON: flat, though made from a nested payload; never with a secret.</summary>
internal static class DriverMapping
{
    public static JsonObject ToWire(Document driver)
    {
        var wire = driver.ToObject();
        if (wire["payload"] is JsonObject payload)
        {
            wire.Remove("payload");
            foreach (var (name, value) in payload)
            {
                wire[name] = value?.DeepClone();
            }
        }

        wire["id"] = driver.Id;
        wire["metadata"] = new JsonObject { ["system"] = new JsonObject { ["projectId"] = driver.Scope } };
        return wire;
    }
}
