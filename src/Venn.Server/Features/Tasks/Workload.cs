using System.Text.Json.Nodes;
using Venn.Server.Features.Users;
using Venn.Server.Wire;

namespace Venn.Server.Features.Tasks;

/// <summary>Who works how much: e-mails in lower case, with shares that sum to 100.</summary>
internal static class Workload
{
    private const double Whole = 100;

    private const double Tolerance = 0.5;

    public const int CountMax = 1000;

    /// <summary>The workload of a request; null when it has none.</summary>
    /// <exception cref="ApiException">400: it is none.</exception>
    public static List<WorkloadShare>? Read(JsonObject request)
    {
        if (request.GetArray("workload") is not { Count: > 0 } units)
        {
            return null;
        }

        if (units.Count > CountMax)
        {
            throw ApiException.BadRequest($"workload has {units.Count} assignees; at most {CountMax} are possible.");
        }

        var shares = new List<WorkloadShare>(units.Count);
        for (var index = 0; index < units.Count; index++)
        {
            var unit = units[index] as JsonObject ?? throw JsonBody.Wrong($"workload[{index}]", "{assigneeId, load}", units[index]);
            var load = unit.GetNumber("load") ?? Whole / units.Count;
            if (load is < 0 or > Whole)
            {
                throw ApiException.BadRequest($"workload[{index}].load is {load}; give a number from 0 to {Whole}.");
            }

            shares.Add(new WorkloadShare(Email.Require(unit.GetText("assigneeId"), $"workload[{index}].assigneeId"), load));
        }

        if (shares.Select(share => share.Annotator).Distinct().Count() < shares.Count)
        {
            throw ApiException.BadRequest("workload names an assignee twice.");
        }

        var sum = shares.Sum(share => share.Load);
        return Math.Abs(sum - Whole) <= Math.Max(Tolerance, 0.01 * shares.Count)
            ? shares
            : throw ApiException.BadRequest($"The loads of workload sum to {sum}; they must sum to {Whole}.");
    }

    /// <summary>The same share for each.</summary>
    public static List<WorkloadShare> Even(IReadOnlyList<string> annotators) =>
        [.. annotators.Select(annotator => new WorkloadShare(annotator, Whole / annotators.Count))];

    /// <summary>How many of <paramref name="count"/> things each gets: by load, the remainder to the largest fractions.</summary>
    public static int[] Divide(IReadOnlyList<WorkloadShare> shares, int count)
    {
        var total = shares.Sum(share => share.Load);
        var exact = shares.Select(share => total > 0 ? share.Load * count / total : (double)count / shares.Count).ToArray();
        var parts = exact.Select(part => (int)Math.Floor(part)).ToArray();
        var missing = count - parts.Sum();
        foreach (var index in Enumerable.Range(0, parts.Length).OrderByDescending(index => exact[index] - parts[index]).Take(missing))
        {
            parts[index]++;
        }

        return parts;
    }
}
