using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Venn.Server.Hosting.OpenApi;

/// <summary>What the published OpenAPI document says beside the routes' summaries.</summary>
internal static class ApiDescription
{
    private const string SchemeName = "bearer";

    public static Task Describe(
        OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Venn",
            Version = "v1",
            Description = "Versioned datasets of files, annotations and metadata. The data part of Dataloop's API, and under "
                + "/datasets/{id}/commits, /snapshots, /rollback and /diff what that API lacks. Every route under /api/v1 "
                + "wants 'Authorization: Bearer TOKEN'; errors are {status, message, error, path, requestId}.",
        };
        document.AddComponent<IOpenApiSecurityScheme>(SchemeName, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "venn token --data DIR prints one.",
        });
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(SchemeName, document)] = [] }];
        foreach (var (name, shape) in ApiShapes.All)
        {
            document.AddComponent<IOpenApiSchema>(name, ShapeReader.Read(shape, document));
        }

        foreach (var (path, item) in document.Paths)
        {
            foreach (var (method, operation) in item.Operations ?? [])
            {
                operation.Responses ??= [];
                operation.Responses["default"] = Answer("What was wrong, and what to do.", "Error", document);
                VersionOperations.Describe($"{method.Method} {path}", operation, document);
            }
        }

        return Task.CompletedTask;
    }

    internal static OpenApiResponse Answer(string description, string shape, OpenApiDocument document) =>
        new() { Description = description, Content = Json(shape, document) };

    internal static Dictionary<string, OpenApiMediaType> Json(string shape, OpenApiDocument document) => new()
    {
        ["application/json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(shape, document) },
    };
}
