using Venn.Engine.Query.Evaluation;

namespace Venn.Engine.Query.Planning;

/// <summary>What a filter of one relation asks of the other, in one state.</summary>
internal interface IJoins
{
    /// <summary>Lineages of the items with an annotation that satisfies the condition.</summary>
    LineageSet SelectAnnotatedItems(Filter condition);

    /// <summary>Lineages of the items that satisfy the condition.</summary>
    LineageSet SelectItemLineages(Filter condition);

    AnnotationCounts CountAnnotations();
}
