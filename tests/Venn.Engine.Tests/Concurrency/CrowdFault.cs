namespace Venn.Engine.Tests.Concurrency;

/// <summary>What is planted for the crowd to notice.</summary>
public enum CrowdFault
{
    None,

    /// <summary>A reader takes items from one version and their sum from a later one.</summary>
    ReadsTwoVersions,

    /// <summary>Now and then a commit is told to be durable and is not.</summary>
    LosesACommit,

    /// <summary>A writer works on the state it has seen before and not on the newest.</summary>
    WritesOnAnOldState,

    /// <summary>A snapshot names the commit before.</summary>
    SnapshotsTheCommitBefore,
}
