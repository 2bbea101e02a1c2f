using Microsoft.AspNetCore.Http.Features;
using Venn.Server.Hosting;

namespace Venn.Server.Wire;

/// <summary>Puts a bound on how long a body may trickle, whoever reads it.</summary>
public sealed class PatienceMiddleware(RequestDelegate next, ServerOptions options)
{
    private readonly long bytesAtLeast = (long)(options.BodyPatience.TotalSeconds * ServerOptions.BodyBytesPerSecond);

    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            context.Request.Body = new PatientBody(context.Request.Body, options.BodyPatience, bytesAtLeast);
        }

        return next(context);
    }
}
