using System.Diagnostics;
using Venn.Server.Hosting;

namespace Venn.Server.Tests.Hosting;

/// <summary>The program as a process: what it says to the shell.</summary>
public sealed class ProcessTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("venn-process-test-").FullName;

    [Fact]
    public async Task Token_EmptyDirectory_IsAloneOnTheLastLine()
    {
        var (code, output, _) = await RunAsync("token", "--data", data, "--email", "Ann@example.org", "--days", "1");

        Assert.Equal(ExitCodes.Done, code);
        Assert.Equal(3, output.TrimEnd().Split('\n')[^1].Split('.').Length);
    }

    [Fact]
    public async Task Token_WhileTheServerRuns_IsGoodThere()
    {
        await using var server = await TestServer.StartAsync(data);
        var (_, output, _) = await RunAsync("token", "--data", data, "--email", "ann@example.org");

        var me = (await server.ClientWithToken(output.TrimEnd().Split('\n')[^1]).GetAsync("/users/me")).ExpectOk();

        Assert.Equal("ann@example.org", me["email"]!.GetValue<string>());
    }

    [Fact]
    public async Task Serve_DirectoryInUse_SaysSoInOneLine()
    {
        await using var server = await TestServer.StartAsync(data);

        var (code, _, errors) = await RunAsync("serve", "--data", data, "--urls", "http://127.0.0.1:0");

        Assert.Equal(ExitCodes.DataLocked, code);
        Assert.Contains("in use by another process", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_AddressInUse_SaysSoInOneLine()
    {
        await using var server = await TestServer.StartAsync();

        var (code, _, errors) = await RunAsync("serve", "--data", data, "--urls", server.Root);

        Assert.Equal(ExitCodes.AddressInUse, code);
        Assert.Contains("--urls", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:99999")]
    [InlineData("http://192.0.2.1:8080")]
    public async Task Serve_AddressThatCannotBe_SaysSoInOneLine(string urls)
    {
        var (code, _, errors) = await RunAsync("serve", "--data", data, "--urls", urls);

        Assert.Equal(ExitCodes.AddressInUse, code);
        Assert.Contains("--urls", Assert.Single(errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_CatalogGoneBesideItsData_IsRefused()
    {
        await using (var server = await TestServer.StartAsync(data))
        {
            File.WriteAllText(Path.Combine(data, "blobs", "of-the-old-catalog"), "x");
        }

        foreach (var file in Directory.GetFiles(data, "catalog.db*"))
        {
            File.Delete(file);
        }

        var (code, _, errors) = await RunAsync("serve", "--data", data, "--urls", "http://127.0.0.1:0");

        Assert.Equal(ExitCodes.DataDamaged, code);
        Assert.Contains("Restore it from a backup", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(data, "catalog.db")));
    }

    [Fact]
    public async Task Token_WithoutEmail_IsOfTheOwnerTheServerWasStartedWith()
    {
        await using var server = await TestServer.StartAsync(data, options => options with { OwnerEmail = "ann@example.org" });

        var (_, output, _) = await RunAsync("token", "--data", data);

        var me = (await server.ClientWithToken(output.TrimEnd().Split('\n')[^1]).GetAsync("/users/me")).ExpectOk();
        Assert.Equal("ann@example.org", me["email"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("serve", "--owner", "nobody")]
    [InlineData("serve", "--data", "")]
    [InlineData("token", "--days", "0")]
    [InlineData("token", "--email", "nobody")]
    [InlineData("dance")]
    public async Task Run_BadWords_IsBadUsage(params string[] args) => Assert.Equal(ExitCodes.BadUsage, (await RunAsync(args)).Code);

    public void Dispose() => Directory.Delete(data, recursive: true);

    private async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ServerOptions).Assembly.Location, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = data,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
