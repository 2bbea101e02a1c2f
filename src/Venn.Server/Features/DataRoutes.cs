using Venn.Server.Features.Annotations;
using Venn.Server.Features.Collections;
using Venn.Server.Features.Datasets;
using Venn.Server.Features.Drivers;
using Venn.Server.Features.Exports;
using Venn.Server.Features.Facets;
using Venn.Server.Features.Features;
using Venn.Server.Features.Items;
using Venn.Server.Features.Items.Downloading;
using Venn.Server.Features.Query;
using Venn.Server.Features.Slices;
using Venn.Server.Features.Subsets;
using Venn.Server.Features.Upkeep;
using Venn.Server.Features.Versions;

namespace Venn.Server.Features;

/// <summary>Routes of datasets, items, annotations and versions.</summary>
internal static class DataRoutes
{
    public static void AddServices(IServiceCollection services) => services
        .AddSingleton<DataServices>()
        .AddSingleton<ObjectSources>()
        .AddSingleton<RunningSyncs>()
        .AddSingleton<WholeBinaries>()
        .AddSingleton<SnapshotDigests>()
        .AddHostedService(services => services.GetRequiredService<SnapshotDigests>())
        .AddHostedService<CollectSchedule>()
        .AddSingleton<ExpirationSweep>()
        .AddHostedService(services => services.GetRequiredService<ExpirationSweep>());

    public static void Map(RouteGroupBuilder api)
    {
        DatasetEndpoints.Map(api);
        DriverEndpoints.Map(api);
        ItemEndpoints.Map(api);
        AnnotationEndpoints.Map(api);
        QueryEndpoints.Map(api);
        FacetEndpoints.Map(api);
        SliceEndpoints.Map(api);
        CollectionEndpoints.Map(api);
        SubsetEndpoints.Map(api);
        ExportEndpoints.Map(api);
        ExportV3Endpoints.Map(api);
        VersionEndpoints.Map(api);
        UpkeepEndpoints.Map(api);
        FeatureSetEndpoints.Map(api);
        FeatureVectorEndpoints.Map(api);
    }
}
