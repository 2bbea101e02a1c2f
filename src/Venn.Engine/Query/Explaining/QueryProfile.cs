using System.Diagnostics;
using Venn.Engine.Query.Evaluation;

namespace Venn.Engine.Query.Explaining;

/// <summary>
/// Watches one query: wraps the nodes of its plan. A query that is not explained has no profile and no wrapped node, and
/// pays nothing. One thread.
/// </summary>
internal sealed class QueryProfile
{
    private readonly StepProfile root = new("query", "");
    private readonly Stack<StepProfile> open = new();

    public QueryProfile() => open.Push(root);

    public IReadOnlyList<QueryStep> Steps => root.ToStep().Steps;

    /// <summary>Runs a part of the query as a step of its own.</summary>
    public T Step<T>(string name, string detail, Func<StepProfile, T> run)
    {
        var step = new StepProfile(name, detail);
        open.Peek().Add(step);
        open.Push(step);
        var since = Stopwatch.GetTimestamp();
        try
        {
            return run(step);
        }
        finally
        {
            step.AddTime(since);
            open.Pop();
        }
    }

    /// <summary>Makes a node, and those below it, with a step each.</summary>
    public PlanNode Plan(Filter filter, Func<PlanNode> make)
    {
        var step = new StepProfile(FilterWords.NameOf(filter), FilterWords.Describe(filter))
        {
            // Until it is seen to be made.
            IsKept = filter is Filter.HasAnnotation or Filter.OnItem,
        };
        open.Peek().Add(step);
        open.Push(step);
        try
        {
            return new ProfiledNode(make(), step, this);
        }
        finally
        {
            open.Pop();
        }
    }

    /// <summary>The step under way makes what an earlier query might have left.</summary>
    public void IsMade() => open.Peek().IsKept = false;

    /// <summary>What runs until <see cref="Leave"/> is part of the step: a join that is made when it is first needed.</summary>
    public void Enter(StepProfile step) => open.Push(step);

    public void Leave() => open.Pop();
}
