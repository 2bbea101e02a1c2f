using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Venn.Server.Wire;

/// <summary>
/// Gives every request an id and every failure the one error body, also those that routing answers by itself
/// (no such route, wrong method): clients parse error bodies as JSON.
/// </summary>
public sealed class ErrorMiddleware(RequestDelegate next, ILogger<ErrorMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers["x-request-id"] = context.TraceIdentifier;
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
            {
                await WriteAsync(context, context.Response.StatusCode, DescribeBare(context));
            }
        }
        catch (Exception exception)
        {
            await HandleAsync(context, exception);
        }
    }

    private static string DescribeBare(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound =>
            $"Venn has no route {context.Request.Method} {context.Request.Path}. Venn versions datasets and speaks the data "
            + "part of Dataloop's API under /api/v1; functions, pipelines, models, apps and billing are not part of it. "
            + "GET /openapi/v1.json lists the routes.",
        StatusCodes.Status405MethodNotAllowed =>
            $"{context.Request.Path} does not take {context.Request.Method}. GET /openapi/v1.json lists the routes.",
        var status => ReasonPhrases.GetReasonPhrase(status),
    };

    private async Task HandleAsync(HttpContext context, Exception exception)
    {
        var (status, message) = ErrorTable.Describe(exception);
        if (status == ErrorTable.ClientClosedRequest && context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted)
        {
            // The connection ends by itself. To abort it would reset it under a client that only closed its sending end.
            context.Response.StatusCode = status;
            return;
        }

        if (status >= 500)
        {
            logger.LogError(exception, "{Method} {Path} failed ({RequestId})",
                context.Request.Method, context.Request.Path, context.TraceIdentifier);
        }

        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        context.Response.Headers["x-request-id"] = context.TraceIdentifier;
        await WriteAsync(context, status, message, (exception as ApiException)?.Details);
    }

    private static async Task WriteAsync(
        HttpContext context, int status, string message, JsonObject? details = null)
    {
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        context.Response.ContentType = "application/json";
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        using var buffer = new MemoryStream(512);
        using (var writer = new Utf8JsonWriter(buffer, WireJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteNumber("status", status);
            writer.WriteString("message", message);
            writer.WriteString("error", ReasonPhrases.GetReasonPhrase(status));
            writer.WriteString("path", context.Request.Path + context.Request.QueryString);
            writer.WriteString("requestId", context.TraceIdentifier);
            foreach (var (name, value) in details ?? [])
            {
                writer.WritePropertyName(name);
                WireJson.Write(writer, value);
            }

            writer.WriteEndObject();
        }

        context.Response.ContentLength = buffer.Length;
        await context.Response.Body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
    }
}
