namespace Venn.Server.Features;

/// <summary>Routes of datasets, items, annotations and versions.</summary>
internal static class DataRoutes
{
    public static void AddServices(IServiceCollection services)
    {
    }

    public static void Map(RouteGroupBuilder api)
    {
    }
}
