using System.Text.Json;
using Microsoft.OpenApi;

namespace Venn.Server.Hosting.OpenApi;

/// <summary>
/// Reads a shape: an object's members and an array's element in their places, <c>*</c> for any member's name, and for a
/// value the name of its type (<c>id</c>, <c>time</c>, <c>integer</c> …; with <c>?</c> it may be null) or <c>#Shape</c>.
/// </summary>
internal static class ShapeReader
{
    public static IOpenApiSchema Read(string shape, OpenApiDocument document) => Read(JsonElement.Parse(shape), document);

    private static IOpenApiSchema Read(JsonElement shape, OpenApiDocument document) => shape.ValueKind switch
    {
        JsonValueKind.Object when shape.TryGetProperty("*", out var value) =>
            new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalProperties = Read(value, document) },
        JsonValueKind.Object => new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = shape.EnumerateObject().ToDictionary(member => member.Name, member => Read(member.Value, document)),
        },
        JsonValueKind.Array => new OpenApiSchema { Type = JsonSchemaType.Array, Items = Read(shape[0], document) },
        _ when shape.GetString() is ['#', .. var name] => new OpenApiSchemaReference(name, document),
        _ => ReadType(shape.GetString()!),
    };

    private static OpenApiSchema ReadType(string name)
    {
        var schema = name.TrimEnd('?') switch
        {
            "id" => new OpenApiSchema { Type = JsonSchemaType.String, Pattern = "^[0-9a-f]{24}$" },
            "time" => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
            "integer" => new OpenApiSchema { Type = JsonSchemaType.Integer },
            "number" => new OpenApiSchema { Type = JsonSchemaType.Number },
            "boolean" => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            "object" => new OpenApiSchema { Type = JsonSchemaType.Object },
            _ => new OpenApiSchema { Type = JsonSchemaType.String },
        };
        if (name.EndsWith('?'))
        {
            schema.Type |= JsonSchemaType.Null;
        }

        return schema;
    }
}
