using System.Globalization;
using Venn.Cli.Hosting;
using Venn.Protocol.Versions.Comparing;

namespace Venn.Cli.Commands.Versions;

/// <summary>How far boxes and masks agree, for people: one line a label.</summary>
internal static class AgreementRows
{
    public static void Write(Invocation run, DiffAgreement agreement)
    {
        run.Notes.Say(
            $"agreement    mean IoU {Mean(agreement.MeanIou)} of {agreement.MatchedCount} pairs; {agreement.OnlyFromCount} only before, "
            + $"{agreement.OnlyToCount} only after, {agreement.UnchangedCount} the same, {agreement.WithoutAreaCount} without an area");
        foreach (var (label, one) in agreement.Labels.OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            run.Notes.Say(
                $"  {label}: mean IoU {Mean(one.MeanIou)} of {one.MatchedCount} pairs ({one.RelabelledCount} relabelled); "
                + $"{one.OnlyFromCount} only before, {one.OnlyToCount} only after, {one.UnchangedCount} the same");
        }
    }

    private static string Mean(double? value) => value?.ToString("0.000", CultureInfo.InvariantCulture) ?? "-";
}
