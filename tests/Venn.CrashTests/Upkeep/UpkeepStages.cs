namespace Venn.CrashTests.Upkeep;

/// <summary>What a collection and an erasure go through, by name.</summary>
internal static class UpkeepStages
{
    public const string OfCollection = "collection:";
    public const string OfErasure = "erasure:";

    public static IReadOnlyList<string> All { get; } =
    [
        .. new[] { "history", "mark", "sweep", "binaries", "space" }.Select(s => OfCollection + s),
        .. new[]
        {
            "begun", "tombstone", "tombstones", "deltas", "items", "annotations", "segments", "binaries", "removed", "emptied",
        }.Select(s => OfErasure + s),
    ];
}
