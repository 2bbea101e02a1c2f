namespace Venn.Server.Features.Slices;

/// <summary>Routes of saved slices. See docs/protocol/slices.md.</summary>
internal static class SliceEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var slices = api.MapGroup("/datasets/{datasetId}/slices");
        slices.MapGet("", SliceHandlers.List).WithSummary("The saved slices of a dataset, by name.");
        slices.MapPost("", SliceHandlers.SaveAsync)
            .WithSummary("Saves a slice: a name, a filter, perhaps a version to stay with and a sample.");
        slices.MapGet("/{slice}", SliceHandlers.Get).WithSummary("One saved slice, by name or id.");
        slices.MapDelete("/{slice}", SliceHandlers.DeleteAsync).WithSummary("Forgets a slice; what it selects stays.");
        slices.MapPost("/{slice}/resolve", SliceHandlers.Resolve)
            .WithSummary("What a slice holds, in which commit: counts and bytes, with ?digest=true the digest of its content.");
        slices.MapGet("/{slice}/manifest", SliceManifest.WriteAsync)
            .WithSummary("Every file of a slice with its hash, as NDJSON behind a line with commit and digest: what a model was trained on.");
    }
}
