using System.Text.Json;

namespace Venn.Server.Features.Annotations.Geometry;

/// <summary>The pieces that coordinates are made of. What is wrong is a 400 that names its path.</summary>
internal static class Shape
{
    /// <summary>Longitude, latitude; a ring of them; a polygon of rings; several polygons; and one to spare.</summary>
    private const int NumbersDepthMax = 6;

    public static bool IsEmpty(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => value.GetPropertyCount() == 0,
        JsonValueKind.String => value.ValueEquals(""),
        _ => false,
    };

    public static void RequireObject(JsonElement value, JsonPath path) => RequireKind(value, path, JsonValueKind.Object, "an object");

    public static void RequireArray(JsonElement value, JsonPath path) => RequireKind(value, path, JsonValueKind.Array, "an array");

    public static void RequireText(JsonElement value, JsonPath path) => RequireKind(value, path, JsonValueKind.String, "a text");

    /// <summary>A number that a 64-bit float holds: one that overflows is read as infinity by others.</summary>
    public static void RequireNumber(JsonElement value, JsonPath path)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || !double.IsFinite(number))
        {
            throw path.Wrong("a number");
        }
    }

    /// <summary><c>{x, y, z?}</c>.</summary>
    public static void RequirePoint(JsonElement value, JsonPath path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw path.Wrong("a point, {x, y, z}");
        }

        RequireNumber(Require(value, path, "x"), path.Of("x"));
        RequireNumber(Require(value, path, "y"), path.Of("y"));
        AllowNumber(value, path, "z");
    }

    /// <summary>A member that must be there, of a value that must be an object.</summary>
    public static JsonElement Require(JsonElement parent, JsonPath path, string name)
    {
        RequireObject(parent, path);
        return parent.TryGetProperty(name, out var value) ? value : throw path.Of(name).Wrong("a value; it is missing");
    }

    /// <summary>A member that may be absent or null, of a value that must be an object.</summary>
    public static JsonElement? Find(JsonElement parent, JsonPath path, string name)
    {
        RequireObject(parent, path);
        return parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    public static void AllowNumber(JsonElement parent, JsonPath path, string name)
    {
        if (Find(parent, path, name) is { } value)
        {
            RequireNumber(value, path.Of(name));
        }
    }

    public static void AllowText(JsonElement parent, JsonPath path, string name)
    {
        if (Find(parent, path, name) is { } value)
        {
            RequireText(value, path.Of(name));
        }
    }

    /// <summary>Numbers in arrays, in arrays of them, and so on.</summary>
    public static void RequireNumbers(JsonElement value, JsonPath path, int depth = 0)
    {
        if (depth > 0 && value.ValueKind == JsonValueKind.Number)
        {
            RequireNumber(value, path);
            return;
        }

        if (value.ValueKind != JsonValueKind.Array || depth == NumbersDepthMax)
        {
            throw path.Wrong($"{(depth == 0 ? "" : "a number or ")}an array of numbers, at most {NumbersDepthMax} deep");
        }

        var index = 0;
        foreach (var element in value.EnumerateArray())
        {
            RequireNumbers(element, path.At(index++), depth + 1);
        }
    }

    private static void RequireKind(JsonElement value, JsonPath path, JsonValueKind kind, string wanted)
    {
        if (value.ValueKind != kind)
        {
            throw path.Wrong(wanted);
        }
    }
}
