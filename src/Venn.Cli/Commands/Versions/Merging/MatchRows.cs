using Venn.Cli.Hosting;
using Venn.Cli.Output;
using Venn.Protocol.Versions.Merging;

namespace Venn.Cli.Commands.Versions.Merging;

/// <summary>What a merge matched, and what it could not decide, for people.</summary>
internal static class MatchRows
{
    public static void Say(Invocation run, MergeReport report)
    {
        run.Notes.SayList(
            $"{Quantities.Count(report.MatchedCount, "item")} would become one with an item of the earlier side:",
            [.. report.Matched.Select(m => m.From?.Filename == m.Filename ? $"{m.Filename}" : $"{m.From?.Filename} -> {m.Filename}")]);
        run.Notes.SayList(
            $"{report.AmbiguousCount} files could be matched in several ways, and are not:",
            [.. report.Ambiguous.Select(a => $"{string.Join(' ', a.FromFilenames)} with {string.Join(' ', a.Filenames)}")]);
    }
}
