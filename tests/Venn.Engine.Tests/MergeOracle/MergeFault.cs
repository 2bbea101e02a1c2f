namespace Venn.Engine.Tests.MergeOracle;

/// <summary>What is planted: in what the engine is asked, in its catalog, or in what is read of its result.</summary>
public enum MergeFault
{
    None,
    TakesTheWrongSide,
    ForgetsTheChoices,
    SwapsTheSides,
    ForgetsWhatACloneLeft,
    ForgetsThatItMerged,
    LosesAnEdit,
    InventsAnEdit,
    LosesAnAnnotation,
    KeepsADeletion,
    OverlooksAConflict,
    MovesAnItem,
}
