using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Routes;

/// <summary>A server whose drivers may read one folder, its routes, and a world that no test changes.</summary>
public sealed class RouteFixture : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("venn-routes-").FullName;

    public TestServer Server { get; private set; } = null!;

    public IReadOnlyList<MappedRoute> Routes { get; private set; } = [];

    public IReadOnlyList<RoleRow> Rows { get; } = RoleRow.ReadAll();

    public RouteWorld World { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "seen.txt"), RouteWorld.Secret);
        Server = await TestServer.StartAsync(configure: options => options with { AllowedFolders = [folder] });
        Routes = MappedRoute.ReadAll(Server);
        World = await RouteWorld.CreateAsync(Server);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    public MappedRoute? RouteOf(RoleRow row) => Routes.FirstOrDefault(route => route.Name == row.Route);

    /// <summary>The rows of a route; of one that the table lacks, a row for its owner: it is tried all the same.</summary>
    public IEnumerable<RoleRow> RowsOf(MappedRoute route)
    {
        var rows = Rows.Where(row => row.Route == route.Name).ToList();
        return rows.Count > 0 ? rows : [new RoleRow(route.Name, "", "owner")];
    }
}
