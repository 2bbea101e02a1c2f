using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Engine.Versions.Merging;
using Venn.Storage.Catalog;
using Venn.TestKit.Generators;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.Model;

/// <summary>Merges on both: into a new dataset, into one that is there, across, with and without choices.</summary>
internal sealed class TwinMerges(Twin twin)
{
    private const int ItemsMax = 80;

    private Random Random => twin.Random;

    public async Task<bool> NewAsync()
    {
        var count = Random.Chance(0.75) ? 2 : 3;
        var sides = twin.Living.OrderBy(_ => Random.Next()).Take(count).Select(twin.PickCommit).ToList();
        if (sides.Count < 2 || sides.Sum(s => s.State.Items.Count) > ItemsMax)
        {
            return false;
        }

        var by = twin.By("merge");
        var masks = twin.PickMasks();
        var plan = Plan(sides, Random.Chance(0.8), masks);
        var request = plan.Request with { NewDataset = twin.NewInfo() };
        Preview(plan, request);
        if (plan.Model.IsRefused)
        {
            await RefusedAsync(plan, request);
            return true;
        }

        var result = await twin.Engine.Store.MergeAsync(request, by);
        Compare(plan, result.Report, plan.What);
        try
        {
            twin.Born(result.Dataset, by, sides, plan.State, new ModelNarrowing
            {
                AllAnnotations = !request.WithAnnotations, Masks = masks.Aggregate(0u, (bits, i) => bits | 1u << i),
            });
        }
        catch (MismatchException e)
        {
            throw new MismatchException($"{plan.What}: {e.Message}");
        }

        return true;
    }

    /// <summary>Brings other datasets into one that is there, as a commit behind its head.</summary>
    public Task<bool> IntoAsync(ModelDataset target)
    {
        var others = twin.Living.Where(d => d != target).OrderBy(_ => Random.Next()).Take(Random.Chance(0.8) ? 1 : 2)
            .Select(twin.PickCommit).ToList();
        return IntoAsync(target, others);
    }

    /// <summary>Each into the other, as both were: their next merge has two newest common ancestors.</summary>
    public async Task<bool> AcrossAsync(ModelDataset left)
    {
        var right = twin.Living.Where(d => d != left).OrderBy(_ => Random.Next()).FirstOrDefault();
        if (right is null)
        {
            return false;
        }

        var (mine, other) = (left.Head, right.Head);
        return await IntoAsync(left, [other]) && await IntoAsync(right, [mine]);
    }

    private async Task<bool> IntoAsync(ModelDataset target, List<ModelCommit> others)
    {
        List<ModelCommit> sides = [target.Head, .. others];
        if (others.Count == 0 || sides.Sum(s => s.State.Items.Count) > ItemsMax)
        {
            return false;
        }

        var by = twin.By("merge");
        var plan = Plan(sides, annotated: true, []);
        Preview(plan, plan.Request);
        if (Random.Chance(0.2) && target.Commits.Count > 1 && !target.Commits[^2].IsForgotten)
        {
            await StaleAsync(target, plan);
        }

        if (plan.Model.IsRefused)
        {
            await RefusedAsync(plan, plan.Request);
            twin.Unchanged(target, plan.What);
            return true;
        }

        var result = await twin.Engine.Store.MergeAsync(plan.Request with { IsPinned = Random.Chance(0.5) }, by);
        Compare(plan, result.Report, plan.What);
        Grow(target, by, plan, others);
        if (Random.Chance(0.3))
        {
            await AgainAsync(target, others, plan.Request.Policy, plan.Request.Match);
        }

        return true;
    }

    private void Grow(ModelDataset target, CommitInfo by, MergePlan plan, List<ModelCommit> others)
    {
        var isKnown = plan.State.IsSameAs(target.Head.State) && others.TrueForAll(o => target.Head.Ancestors.Contains(o));
        try
        {
            twin.Grown(target, by, plan.State, always: !isKnown, merged: isKnown ? [] : others);
        }
        catch (MismatchException e)
        {
            throw new MismatchException($"{plan.What}: {e.Message}{new TwinExplanation(twin).Of(plan.Request, plan.Sides, plan.Model)}");
        }
    }

    /// <summary>Made against a head that is not the head any more.</summary>
    private async Task StaleAsync(ModelDataset target, MergePlan plan)
    {
        var stale = twin.VersionOf(target.Commits[^2]);
        var isPinned = !twin.Is(Distortion.MergeIgnoresThePin);
        var request = plan.Request with { Sides = [stale, .. plan.Request.Sides.Skip(1)], IsPinned = isPinned };
        try
        {
            await twin.Engine.Store.MergeAsync(request, twin.By("stale"));
        }
        catch (HeadMovedException)
        {
            twin.Unchanged(target, "a merge against another head");
            return;
        }
        catch (MergeConflictException)
        {
            // Told before the pin is looked at, in the planted mistake alone.
        }

        throw new MismatchException($"A merge pinned to a commit before the head was not refused: {plan.What}");
    }

    /// <summary>Merging again what was merged changes nothing.</summary>
    private async Task AgainAsync(ModelDataset target, List<ModelCommit> others, MergePolicy policy, MergeMatch match)
    {
        var plan = Plan([target.Head, .. others], annotated: true, [], (policy, match));
        if (others.Count > 1 && policy == MergePolicy.Union)
        {
            // A directory that gave way to another's may find its place free, where a third side moved that one.
            return;
        }

        Mismatch.Unless(
            plan.State.IsSameAs(target.Head.State) && !plan.Model.IsRefused,
            $"By the model itself the same merge again changes something: {plan.What}");
        await twin.Engine.Store.MergeAsync(plan.Request with { Choices = new Dictionary<(Relation, Lineage), MergeChoice>() }, twin.By("again"));
        twin.Unchanged(target, "the same merge again");
    }

    private MergePlan Plan(
        List<ModelCommit> sides, bool annotated, List<int> masks, (MergePolicy Policy, MergeMatch Match)? given = null)
    {
        var policy = given?.Policy ?? Random.Pick(Enum.GetValues<MergePolicy>());
        var match = given?.Match ?? (Random.Chance(0.3) ? Random.Pick(Enum.GetValues<MergeMatch>()) : MergeMatch.None);
        var model = twin.NewMerge(match, new Dictionary<(Relation, long), MergeChoice>());
        var state = model.Run(sides, policy, annotated, masks);
        var choices = new Dictionary<(Relation, long), MergeChoice>();
        if (given is null && model.Conflicts.Count > 0 && Random.Chance(0.6))
        {
            choices = TwinChoices.Pick(Random, model.Conflicts);
            model = twin.NewMerge(match, choices);
            state = model.Run(sides, policy, annotated, masks);
        }

        var told = twin.Is(Distortion.MergeTakesTheWrongSide) && policy == MergePolicy.Ours ? MergePolicy.Theirs : policy;
        var others = twin.Is(Distortion.MergeOverlooksASide) && sides.Count > 2 ? sides.Take(2) : sides;
        var request = new MergeRequest
        {
            Sides = [.. others.Select(twin.VersionOf)],
            Policy = told,
            Match = twin.Is(Distortion.MergeMatchesNothing) ? MergeMatch.None : match,
            WithAnnotations = annotated,
            Masks = [.. masks],
            Choices = choices.Skip(twin.Is(Distortion.MergeForgetsAChoice) ? 1 : 0)
                .ToDictionary(c => (c.Key.Item1, new Lineage(c.Key.Item2)), c => c.Value),
        };
        var what = $"{policy} merge by {match} of {string.Join(", ", sides)}, annotations {annotated}, masks [{string.Join(' ', masks)}], "
            + $"{choices.Count} choices";
        return new MergePlan(sides, model, state, request, what);
    }

    private void Preview(MergePlan plan, MergeRequest request)
    {
        try
        {
            Compare(plan, twin.Engine.Store.PreviewMerge(request), "Preview of " + plan.What);
        }
        catch (MismatchException e)
        {
            throw new MismatchException(e.Message + new TwinExplanation(twin).Of(request, plan.Sides, plan.Model));
        }
    }

    private async Task RefusedAsync(MergePlan plan, MergeRequest request)
    {
        try
        {
            await twin.Engine.Store.MergeAsync(request, twin.By("refused"));
        }
        catch (MergeConflictException e)
        {
            Mismatch.UnlessEqual(plan.Model.Conflicts.Count(c => !c.IsSettled), e.Conflicts.Count, $"Conflicts that refuse {plan.What}");
            return;
        }

        throw new MismatchException($"Conflicts were let pass by {plan.What}");
    }

    private static void Compare(MergePlan plan, MergeReport report, string what)
    {
        var merge = plan.Model;
        TwinUndo.CompareConflicts(merge, report, what);
        Mismatch.UnlessEqual(plan.State.Items.Count, report.ItemsCount, $"Items, {what}");
        Mismatch.UnlessEqual(plan.State.Annotations.Count, report.AnnotationsCount, $"Annotations, {what}");
        Mismatch.UnlessEqual(merge.AddedItemsCount, report.AddedItemsCount, $"Added items, {what}");
        Mismatch.UnlessEqual(merge.MergedItemsCount, report.MergedItemsCount, $"Merged items, {what}");
    }

    /// <summary>A merge as the model makes it, and the engine is asked for it.</summary>
    private sealed record MergePlan(
        IReadOnlyList<ModelCommit> Sides, ModelMerge Model, ModelState State, MergeRequest Request, string What);
}
