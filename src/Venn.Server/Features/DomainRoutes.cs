namespace Venn.Server.Features;

/// <summary>Routes of projects, people, recipes, ontologies, tasks and commands.</summary>
internal static class DomainRoutes
{
    public static void AddServices(IServiceCollection services)
    {
    }

    /// <summary>Routes outside <c>/api/v1</c>.</summary>
    public static void MapRoot(IEndpointRouteBuilder root)
    {
    }

    public static void Map(RouteGroupBuilder api)
    {
        Commands.CommandEndpoints.Map(api);
    }
}
