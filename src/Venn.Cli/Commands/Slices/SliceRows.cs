using Venn.Cli.Hosting;
using Venn.Protocol.Slices;

namespace Venn.Cli.Commands.Slices;

/// <summary>Slices as a list shows them.</summary>
internal static class SliceRows
{
    public static void Write(Invocation run, IReadOnlyCollection<Slice> slices) => run.Results.WriteRows(
        ["NAME", "VERSION", "FILTER", "SAMPLE", "CREATED", "ID"], slices,
        static slice =>
        [
            slice.Name, slice.CommitId ?? "head", slice.Filter?.ToJsonString(), slice.Sample?.ToJsonString(),
            $"{slice.CreatedAt} by {slice.Author}", slice.Id,
        ]);
}
