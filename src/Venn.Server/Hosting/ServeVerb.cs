using System.Net.Sockets;

namespace Venn.Server.Hosting;

/// <summary><c>serve</c>: opens the data directory and answers HTTP until it is told to stop.</summary>
internal static class ServeVerb
{
    public static async Task<int> RunAsync(CommandLine line)
    {
        var options = ReadOptions(line);
        await using var app = await VennHost.BuildAsync(options);
        await StartAsync(app, options.Urls);
        Greet(options, app.Urls.First());
        await app.WaitForShutdownAsync();
        return ExitCodes.Done;
    }

    /// <exception cref="FormatException">A value is not what its option takes; the message says which.</exception>
    public static ServerOptions ReadOptions(CommandLine line) => new()
    {
        DataDirectory = line["data"] ?? ServerOptions.DefaultDataDirectory,
        Urls = line["urls"] ?? ServerOptions.DefaultUrls,
        PublicUrl = line["public-url"],
        AllowedFolders = line.All("allow-folder"),
        CollectEvery = ReadHours(line["collect-hours"]),
        QueryMemoryBytes = ReadMemory(line["query-memory"]),
        OwnerEmail = RequireEmail(line["owner"] ?? ServerOptions.DefaultOwnerEmail),
    };

    private static string RequireEmail(string owner) => owner.IndexOf('@') > 0
        ? owner
        : throw new FormatException($"--owner is '{owner}'; give an e-mail address.");

    private static TimeSpan ReadHours(string? text) => text is null
        ? new ServerOptions().CollectEvery
        : double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var hours)
            && hours is >= 0 and <= 8760
            ? TimeSpan.FromHours(hours)
            : throw new FormatException($"--collect-hours is '{text}'; give hours from 0 (never) to 8760.");

    private static long ReadMemory(string? text) => text is null
        ? Engine.VersionStoreOptions.DefaultQueryMemoryBytes
        : long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var mebibytes)
            && mebibytes is >= 16 and <= 1 << 20
            ? mebibytes << 20
            : throw new FormatException($"--query-memory is '{text}'; give whole MiB from 16 to 1048576.");

    private static async Task StartAsync(WebApplication app, string urls)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException or InvalidOperationException)
        {
            // A port out of range, an address of another machine, HTTPS without a certificate.
            throw new AddressException(urls, exception);
        }
    }

    private static void Greet(ServerOptions options, string url)
    {
        var root = options.PublicUrl?.TrimEnd('/') ?? url.TrimEnd('/');
        Console.WriteLine($"""
            Venn listens on {root}  (data in {Path.GetFullPath(options.DataDirectory)})

            A token:        venn token --data {options.DataDirectory} [--email you@example.org]
            From Python:    import dtlpy as dl
                            dl.add_environment(environment='{root}/api/v1', alias='venn', verify_ssl=False, gate_url='{root}', url='{root}/', audience='', client_id='', auth0_url='')
                            dl.setenv('venn')
                            dl.login_api_key('TOKEN')
            Routes:         {root}/openapi/v1.json
            """);
    }
}
