namespace Venn.Server.Hosting;

/// <summary>How a server is started.</summary>
public sealed record ServerOptions
{
    public const string DefaultDataDirectory = "./venn-data";

    public const string DefaultUrls = "http://127.0.0.1:8080";

    public string DataDirectory { get; init; } = DefaultDataDirectory;

    public string Urls { get; init; } = DefaultUrls;

    /// <summary>What clients reach the server by, when that is not what requests name (a proxy): scheme and host.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>The account made on an empty data directory, and the one <c>token</c> is for by default.</summary>
    public string OwnerEmail { get; init; } = DefaultOwnerEmail;

    public const string DefaultOwnerEmail = "owner@venn.local";

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Told what the store mended or could not: a segment that was damaged and made again.</summary>
    public Action<string> Report { get; init; } = message => Console.Error.WriteLine($"venn: {message}");

    /// <summary>How long one query may run before it is answered with 408.</summary>
    public TimeSpan QueryTimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Memory for queries between requests: see <see cref="Engine.VersionStoreOptions.QueryMemoryBytes"/>.</summary>
    public long QueryMemoryBytes { get; init; } = Engine.VersionStoreOptions.DefaultQueryMemoryBytes;

    /// <summary>How long a request's body may keep the server waiting for <see cref="BodyBytesPerSecond"/> of it, in each such time.</summary>
    public TimeSpan BodyPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The least rate of a request's body.</summary>
    public const int BodyBytesPerSecond = 100;

    /// <summary>Directories below which drivers of the type <c>localFolder</c> may read; none unless named.</summary>
    public IReadOnlyList<string> AllowedFolders { get; init; } = [];

    /// <summary>How often what nothing holds any more is collected in the background; zero: only when asked for.</summary>
    public TimeSpan CollectEvery { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Rows of a segment; tests make it small.</summary>
    public int SegmentRowLimit { get; init; } = 65_536;
}
