using Venn.Server.Features.Agreement;
using Venn.Server.Wire;

namespace Venn.Server.Features.Versions.Comparing;

/// <summary><c>GET</c> and <c>POST /datasets/{id}/diff</c>; as lines of JSON for who accepts those.</summary>
internal static class DiffHandler
{
    private const string Lines = "application/x-ndjson";

    public static Task Handle(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        return AnswerAsync(context, services, DiffRequest.Read(context, services, dataset));
    }

    public static async Task HandleBodyAsync(HttpContext context, string datasetId, DataServices services)
    {
        var dataset = services.RequireDataset(context, datasetId);
        await AnswerAsync(context, services, await DiffRequest.ReadBodyAsync(context, services, dataset));
    }

    private static async Task AnswerAsync(HttpContext context, DataServices services, DiffRequest request)
    {
        var token = context.RequestAborted;
        var scope = DiffScope.Of(request, token);
        var view = new DiffView(services.Store.Diff(request.From, request.To), scope, token);
        var agreement = request.IouMin is { } minimum ? AgreementReport.Compute(view, minimum, token) : null;
        var summary = DiffSummary.Of(view, scope);
        if (context.Request.Query["lines"] == "true"
            || context.Request.Headers.Accept.ToString().Contains(Lines, StringComparison.OrdinalIgnoreCase))
        {
            await StreamAsync(context, view, summary, agreement);
            return;
        }

        await JsonResponse.WriteAsync(
            context, json => new DiffWriter(json, view).WritePage(summary, agreement, request.Page, request.PageSize));
    }

    /// <summary>A line with the summary, then one for each item, written as they are read.</summary>
    private static async Task StreamAsync(
        HttpContext context, DiffView view, DiffSummary summary, AgreementReport? agreement)
    {
        var response = context.Response;
        response.ContentType = Lines;
        await WriteLineAsync(json => new DiffWriter(json, view).WriteHead(summary, agreement));
        foreach (var (lineage, change) in view.Items)
        {
            await WriteLineAsync(json => new DiffWriter(json, view).WriteItem(new Engine.Revisions.Lineage(lineage), change));
        }

        async Task WriteLineAsync(Action<System.Text.Json.Utf8JsonWriter> write)
        {
            await response.Body.WriteAsync(JsonBytes.Write(write), context.RequestAborted);
            await response.Body.WriteAsync("\n"u8.ToArray(), context.RequestAborted);
        }
    }
}
