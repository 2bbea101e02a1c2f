namespace Venn.Engine.Tests.Query;

/// <summary>
/// Mistakes that an engine could make, one for each thing an operator, an order or a page has to do. The oracle makes one on
/// purpose: whoever compares the two must notice, as it would if the engine made it.
/// </summary>
public enum Mistake
{
    None,

    EqualIgnoresCase,
    LessTakesTheBound,
    AtMostForgetsTheBound,
    GreaterTakesTheBound,
    AtLeastForgetsTheBound,
    MissingIsLess,
    DatesAreTexts,
    TextsByUtf16,
    NumbersAreDoubles,
    TextIsNoNumber,
    BooleansAreNumbers,
    InForgetsTheLast,

    GlobIgnoresCase,
    GlobStarWantsOne,
    GlobQuestionIsOneUnit,
    GlobMatchesInside,
    RegexIgnoresCase,
    RegexIsAnchored,

    ExistsTakesNull,
    IsArrayForgetsEmpty,
    IsArrayTakesObjects,
    ArrayEqualsByOrder,
    ArrayEqualsTakesMore,
    ArrayEqualsNothingForgetsMissing,
    ElementPartsApart,
    ElementTakesTheFirst,
    ArraysAreClosed,
    ArraysGiveTheFirst,

    AndForgetsTheLast,
    OrForgetsTheLast,
    NotOfMissingFails,

    HasAnnotationMeansAll,
    HasAnnotationPartsApart,
    OnItemForgetsTheCondition,
    AnnotationsCountIsOneMore,
    MasksForgotten,
    ShellsForgotten,

    SortMissingLast,
    SortDescendingForgotten,
    SortFirstFieldOnly,
    SortEqualsByLineageDescending,
    SortByTheLastValue,
    PageOffsetForgotten,
    PageLimitOneMore,
    PageTotalIsItsOwn,
}
