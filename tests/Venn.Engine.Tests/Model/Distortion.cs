namespace Venn.Engine.Tests.Model;

/// <summary>What the engine is told otherwise than the model: as an engine would be that gets an operation wrong.</summary>
public enum Distortion
{
    None,
    MergeTakesTheWrongSide,
    MergeForgetsAChoice,
    MergeIgnoresThePin,
    MergeOverlooksASide,
    MergeMatchesNothing,
    RevertUndoesTheCommitBefore,
    PickTakesTheCommitBefore,
    RestoreLeavesOneOut,
    RestoreTakesTheHead,
    UndeletionIsForgotten,
    TravelGoesOneCommitTooFar,
    RollBackGoesOneCommitTooFar,
    CloneTakesTheHead,
    ArchiveTakesTheCommitBefore,
}
