using System.Text.Json;
using Venn.Server.Wire;

namespace Venn.Server.Features.Annotations.Geometry;

/// <summary>
/// What the coordinates of each kind of annotation look like. Checked and never changed: what is valid is kept byte for byte.
/// Kinds that Venn does not know have no shape here, and members that a shape does not name are passed over.
/// </summary>
internal static class AnnotationGeometry
{
    private static readonly Dictionary<string, Action<JsonElement, JsonPath>> Shapes = new(StringComparer.Ordinal)
    {
        ["box"] = CheckBox,
        ["segment"] = CheckRings,
        ["polyline"] = CheckRings,
        ["point"] = Shape.RequirePoint,
        ["ellipse"] = CheckEllipse,
        ["cube"] = CheckCube,
        ["cube_3d"] = CheckCube3d,
        ["binary"] = MaskImage.Check,
        ["pose"] = CheckPose,
        ["note"] = CheckNote,
        ["ref_image"] = CheckReference,
        ["text_mark"] = CheckTextMark,
        ["text"] = CheckFreeText,
        ["subtitle"] = CheckSubtitle,
        ["item_description"] = CheckSubtitle,
        ["gis"] = CheckGis,
    };

    private static readonly string[] CubeCorners =
        ["front_tl", "front_tr", "front_br", "front_bl", "back_tl", "back_tr", "back_br", "back_bl"];

    private static readonly string[] Cube3dParts = ["position", "scale", "rotation"];

    /// <summary>
    /// Checks coordinates. None at all (<c>null</c>, an empty array, object or text) is possible for every kind: clients send it
    /// for what is not drawn yet.
    /// </summary>
    /// <param name="type">The kind of annotation.</param>
    /// <param name="coordinates">Undefined when there are none.</param>
    /// <param name="path">Where they stand, for the message.</param>
    /// <exception cref="ApiException">400 that names the path of what is malformed.</exception>
    public static void Check(string type, JsonElement coordinates, JsonPath path)
    {
        if (!Shape.IsEmpty(coordinates) && Shapes.TryGetValue(type, out var check))
        {
            check(coordinates, path);
        }
    }

    /// <summary>Two corners; then, of a box that is turned, the angle.</summary>
    private static void CheckBox(JsonElement box, JsonPath path)
    {
        Shape.RequireArray(box, path);
        var count = box.GetArrayLength();
        var isTurned = count > 1 && box[count - 1].ValueKind == JsonValueKind.Number;
        var corners = isTurned ? count - 1 : count;
        // One corner is what a client's difference leaves of two that are the same.
        if (corners > 2)
        {
            throw path.Wrong("two corners, and of a turned box the angle after them");
        }

        for (var index = 0; index < corners; index++)
        {
            Shape.RequirePoint(box[index], path.At(index));
        }

        if (isTurned)
        {
            Shape.RequireNumber(box[count - 1], path.At(count - 1));
        }
    }

    /// <summary>Lists of points: the first is the outline, those after it are holes or further parts.</summary>
    private static void CheckRings(JsonElement rings, JsonPath path)
    {
        Shape.RequireArray(rings, path);
        var ringIndex = 0;
        foreach (var ring in rings.EnumerateArray())
        {
            var ringPath = path.At(ringIndex++);
            Shape.RequireArray(ring, ringPath);
            var index = 0;
            foreach (var point in ring.EnumerateArray())
            {
                Shape.RequirePoint(point, ringPath.At(index++));
            }
        }
    }

    private static void CheckEllipse(JsonElement ellipse, JsonPath path)
    {
        Shape.RequirePoint(Shape.Require(ellipse, path, "center"), path.Of("center"));
        Shape.RequireNumber(Shape.Require(ellipse, path, "rx"), path.Of("rx"));
        Shape.RequireNumber(Shape.Require(ellipse, path, "ry"), path.Of("ry"));
        Shape.AllowNumber(ellipse, path, "angle");
    }

    private static void CheckCube(JsonElement cube, JsonPath path)
    {
        foreach (var corner in CubeCorners)
        {
            Shape.RequirePoint(Shape.Require(cube, path, corner), path.Of(corner));
        }

        Shape.AllowNumber(cube, path, "angle");
    }

    private static void CheckCube3d(JsonElement cube, JsonPath path)
    {
        foreach (var part in Cube3dParts)
        {
            var (vector, at) = (Shape.Require(cube, path, part), path.Of(part));
            Shape.RequirePoint(vector, at);
            Shape.RequireNumber(Shape.Require(vector, at, "z"), at.Of("z"));
        }
    }

    private static void CheckPose(JsonElement pose, JsonPath path)
    {
        Shape.RequireObject(pose, path);
        Shape.AllowText(pose, path, "templateId");
        Shape.AllowText(pose, path, "instanceId");
    }

    private static void CheckNote(JsonElement note, JsonPath path)
    {
        if (Shape.Find(note, path, "box") is { } box)
        {
            CheckBox(box, path.Of("box"));
        }

        if (Shape.Find(note, path, "note") is not { } said)
        {
            return;
        }

        if (Shape.Find(said, path.Of("note"), "messages") is { } messages)
        {
            var at = path.Of("note").Of("messages");
            Shape.RequireArray(messages, at);
            var index = 0;
            foreach (var message in messages.EnumerateArray())
            {
                Shape.RequireObject(message, at.At(index++));
            }
        }
    }

    private static void CheckReference(JsonElement reference, JsonPath path)
    {
        Shape.RequireText(Shape.Require(reference, path, "ref"), path.Of("ref"));
        Shape.AllowText(reference, path, "refType");
        Shape.AllowText(reference, path, "mimetype");
    }

    /// <summary>The client has it as a text, and keeps what else it finds; files of annotations have a place in the text there.</summary>
    private static void CheckFreeText(JsonElement text, JsonPath path)
    {
        switch (text.ValueKind)
        {
            case JsonValueKind.String:
                break;
            case JsonValueKind.Object:
                CheckTextMark(text, path);
                break;
            default:
                throw path.Wrong("a text, or an object as of a text_mark");
        }
    }

    private static void CheckTextMark(JsonElement mark, JsonPath path)
    {
        Shape.RequireObject(mark, path);
        Shape.AllowText(mark, path, "type");
        Shape.AllowText(mark, path, "label");
        foreach (var name in (ReadOnlySpan<string>)["start", "end", "top", "left"])
        {
            Shape.AllowNumber(mark, path, name);
        }
    }

    private static void CheckSubtitle(JsonElement subtitle, JsonPath path)
    {
        Shape.RequireObject(subtitle, path);
        Shape.AllowText(subtitle, path, "text");
    }

    private static void CheckGis(JsonElement gis, JsonPath path)
    {
        Shape.RequireObject(gis, path);
        Shape.AllowText(gis, path, "geo_type");
        if (Shape.Find(gis, path, "wgs84_geo_coordinates") is { } places)
        {
            Shape.RequireNumbers(places, path.Of("wgs84_geo_coordinates"));
        }
    }
}
