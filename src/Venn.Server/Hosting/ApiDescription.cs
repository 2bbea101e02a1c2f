using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Venn.Server.Hosting;

/// <summary>The head of the published OpenAPI document.</summary>
internal static class ApiDescription
{
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
        return Task.CompletedTask;
    }
}
