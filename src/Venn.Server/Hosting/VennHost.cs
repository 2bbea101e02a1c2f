using Microsoft.AspNetCore.Server.Kestrel.Core;
using Venn.Server.Features;
using Venn.Server.Features.Upkeep;
using Venn.Server.Features.Users;
using Venn.Server.Hosting.OpenApi;
using Venn.Server.Jobs;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Hosting;

/// <summary>Makes the server's parts and its pipeline.</summary>
public static class VennHost
{
    private static readonly TimeSpan ShutdownWithin = TimeSpan.FromSeconds(30);

    /// <summary>Opens the store and builds the server on it, ready to start. Disposing of the server closes the store.</summary>
    /// <exception cref="Venn.Storage.StorageException">The data directory is locked, too new, or damaged.</exception>
    public static async Task<WebApplication> BuildAsync(
        ServerOptions options, Action<WebApplicationBuilder>? configure = null, CancellationToken cancellationToken = default)
    {
        var key = SigningKey.ReadOrCreate(options.DataDirectory);
        var store = await OpenStoreAsync(options, cancellationToken);
        try
        {
            var builder = CreateBuilder(options);
            AddParts(builder, options, store, key);
            configure?.Invoke(builder);
            var app = builder.Build();
            await app.Services.GetRequiredService<Bootstrap>().RunAsync();
            UsePipeline(app);
            return app;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    private static Task<VersionStore> OpenStoreAsync(ServerOptions options, CancellationToken cancellationToken) =>
        VersionStore.OpenAsync(
            new VersionStoreOptions
            {
                DataDirectory = options.DataDirectory,
                Masks = Masks.Definitions,
                OpaquePaths = Masks.OpaquePaths,
                Derived = [BoxSize.Fields],
                StampPaths = Masks.StampPaths,
                ReferencePaths = Masks.ReferencePaths,
                Clock = options.Clock,
                KeepsDigests = true,
                SegmentRowLimit = options.SegmentRowLimit,
                HeldBinaries = HeldExports.Read,
                Report = options.Report,
                QueryTimeLimit = options.QueryTimeLimit,
                QueryMemoryBytes = options.QueryMemoryBytes,
            },
            cancellationToken);

    private static WebApplicationBuilder CreateBuilder(ServerOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // What stops the start is told in one line by Program.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Routes bound what they read themselves: uploads have no bound, JSON bodies have (JsonBody).
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(ServerOptions.BodyBytesPerSecond, options.BodyPatience);
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownWithin);
        return builder;
    }

    private static void AddParts(WebApplicationBuilder builder, ServerOptions options, VersionStore store, byte[] key)
    {
        builder.Services
            .AddSingleton(options)
            .AddSingleton(_ => store)
            .AddSingleton(options.Clock)
            .AddSingleton(new TokenIssuer(key, options.Clock))
            .AddSingleton(new SecretBox(key))
            .AddSingleton(new Documents(store.Catalog))
            .AddSingleton<UserStore>()
            .AddSingleton<ProjectAccess>()
            .AddSingleton<Bootstrap>()
            .AddSingleton<CommandService>()
            .AddHostedService(services => services.GetRequiredService<CommandService>())
            .AddOpenApi("v1", openApi => openApi.AddDocumentTransformer(ApiDescription.Describe));
        DomainRoutes.AddServices(builder.Services);
        DataRoutes.AddServices(builder.Services);
    }

    private static void UsePipeline(WebApplication app)
    {
        app.UseMiddleware<ErrorMiddleware>();
        app.UseMiddleware<PatienceMiddleware>();
        app.UseRouting();
        app.UseMiddleware<AuthenticationMiddleware>();
        app.MapOpenApi("/openapi/{documentName}.json");
        app.MapGet("/health", () => Results.Text("""{"status":"ok"}""", "application/json"))
            .WithSummary("Answers when the server is ready.");
        DomainRoutes.MapRoot(app);

        var api = app.MapGroup(PublicUrl.ApiPath);
        DomainRoutes.Map(api);
        DataRoutes.Map(api);
    }
}
