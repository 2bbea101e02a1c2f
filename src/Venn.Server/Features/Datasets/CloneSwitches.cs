using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Venn.Server.Wire;

namespace Venn.Server.Features.Datasets;

/// <summary>What a clone or merge takes along; all of it unless told otherwise.</summary>
internal readonly record struct CloneSwitches(bool Annotations, bool Metadata, bool TaskStatus)
{
    public ImmutableArray<int> Masks => Hosting.Masks.For(Metadata, TaskStatus);

    public static CloneSwitches Read(JsonObject? given) => new(
        given?.GetFlag("withItemsAnnotations") ?? true,
        given?.GetFlag("withMetadata") ?? true,
        given?.GetFlag("withTaskAnnotationsStatus") ?? true);
}
