using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Hostile;

/// <summary>A server that has patience as the real one has, but for fewer seconds.</summary>
public sealed class PaceFixture : IAsyncLifetime
{
    /// <summary>The least that the listener takes.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.5);

    /// <summary>The listener waits for a write as long as it takes at this rate: at the real one some minutes.</summary>
    private const double AnswerBytesPerSecond = 1 << 20;

    private readonly LogOfErrors log = new();

    public TestServer Server { get; private set; } = null!;

    public IReadOnlyCollection<string> Errors => log.Lines;

    public async ValueTask InitializeAsync() => Server = await TestServer.StartAsync(configure: options => options with { BodyPatience = Grace }, host: builder =>
    {
        builder.Logging.AddProvider(log);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinResponseDataRate = new MinDataRate(AnswerBytesPerSecond, Grace);
            kestrel.Limits.RequestHeadersTimeout = Grace;
        });
    });

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
