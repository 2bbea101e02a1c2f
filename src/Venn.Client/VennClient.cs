using Venn.Client.Http;
using Venn.Client.Resources;

namespace Venn.Client;

/// <summary>
/// A Venn server, spoken to as one user. Threads: safe; one client for a whole program. Errors: what the server refuses is
/// a <see cref="Errors.VennApiException"/>, a broken connection a <see cref="Errors.VennConnectionException"/>, long work
/// that failed a <see cref="Errors.VennCommandException"/>.
/// </summary>
public sealed class VennClient : IDisposable
{
    private readonly ApiConnection connection;

    /// <param name="server">The server's address, with or without <c>/api/v1</c>.</param>
    /// <param name="token">What <c>venn token</c> prints.</param>
    public VennClient(Uri server, string token, VennClientOptions? options = null)
    {
        options ??= new VennClientOptions();
        connection = new ApiConnection(server, token, options);
        Commands = new CommandsClient(connection, options);
        Account = new AccountClient(connection);
        Projects = new ProjectsClient(connection);
        Datasets = new DatasetsClient(connection, Commands);
        Items = new ItemsClient(connection);
        Annotations = new AnnotationsClient(connection);
        Labels = new LabelsClient(connection);
        Versions = new VersionsClient(connection, Commands);
        History = new HistoryClient(connection, Commands);
        Slices = new SlicesClient(connection);
        Upkeep = new UpkeepClient(connection, Commands);
    }

    /// <summary>The server's address without <c>/api/v1</c>.</summary>
    public Uri Server => connection.Server;

    public AccountClient Account { get; }

    public ProjectsClient Projects { get; }

    public DatasetsClient Datasets { get; }

    public ItemsClient Items { get; }

    public AnnotationsClient Annotations { get; }

    public LabelsClient Labels { get; }

    public CommandsClient Commands { get; }

    public VersionsClient Versions { get; }

    public HistoryClient History { get; }

    public SlicesClient Slices { get; }

    public UpkeepClient Upkeep { get; }

    /// <summary>Whether a server answers and says that it is ready; asked once, without a token.</summary>
    public Task<bool> IsHealthyAsync(CancellationToken cancellationToken = default) =>
        connection.IsHealthyAsync(cancellationToken);

    public void Dispose() => connection.Dispose();
}
