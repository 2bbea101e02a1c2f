namespace Venn.Server.Tests.Hosting;

/// <summary>One server for the tests of a class; each test works in projects of its own.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private static int counter;

    public TestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>A name nothing else in the run has.</summary>
    public static string NewName(string stem) => $"{stem} {Interlocked.Increment(ref counter)}";

    public static string NewEmail(string stem) => $"{stem}{Interlocked.Increment(ref counter)}@example.org";
}
