namespace Venn.CrashTests.Killing;

/// <summary>What the killed process does wrong on purpose, to see whether the check notices.</summary>
internal enum PlantedBug
{
    None,

    /// <summary>A write is acknowledged before it is durable.</summary>
    AcknowledgesEarly,

    /// <summary>What should be one commit is two.</summary>
    TearsCommits,

    /// <summary>A binary is not stored before the item that refers to it.</summary>
    StoresBinariesLate,
}
