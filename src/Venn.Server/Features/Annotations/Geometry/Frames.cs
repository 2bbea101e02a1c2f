using System.Text.Json;
using Venn.Server.Wire;

namespace Venn.Server.Features.Annotations.Geometry;

/// <summary>
/// What <c>metadata.system</c> says of an annotation in time: its extent, and the key frames after the first
/// (<c>snapshots_</c>), each with geometry of its own in <c>data</c>.
/// </summary>
internal static class Frames
{
    private static readonly string[] Extents = ["frame", "endFrame", "startTime", "endTime"];

    /// <param name="type">The kind of annotation, which is that of each snapshot that names none.</param>
    /// <param name="system">Undefined or null when there is none.</param>
    /// <param name="path">Where it stands, for the message.</param>
    /// <exception cref="ApiException">400 that names the path of what is malformed.</exception>
    public static void Check(string type, JsonElement system, JsonPath path)
    {
        if (system.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var name in Extents)
        {
            Shape.AllowNumber(system, path, name);
        }

        if (Shape.Find(system, path, "snapshots_") is not { } snapshots)
        {
            return;
        }

        path = path.Of("snapshots_");
        Shape.RequireArray(snapshots, path);
        var index = 0;
        foreach (var snapshot in snapshots.EnumerateArray())
        {
            CheckSnapshot(type, snapshot, path.At(index++));
        }
    }

    private static void CheckSnapshot(string type, JsonElement snapshot, JsonPath path)
    {
        Shape.RequireNumber(Shape.Require(snapshot, path, "frame"), path.Of("frame"));
        Shape.AllowText(snapshot, path, "type");
        Shape.AllowText(snapshot, path, "label");
        if (Shape.Find(snapshot, path, "data") is { } data)
        {
            AnnotationGeometry.Check(snapshot.GetText("type") ?? type, data, path.Of("data"));
        }
    }
}
