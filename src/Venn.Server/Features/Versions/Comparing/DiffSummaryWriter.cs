using System.Text.Json;
using Venn.Server.Features.Agreement;

namespace Venn.Server.Features.Versions.Comparing;

/// <summary>Writes what a diff comes to: counts, labels before and after, how far regions agree.</summary>
internal sealed class DiffSummaryWriter(Utf8JsonWriter json, DiffView view)
{
    /// <summary>Different labels that are told; of more, those that come first.</summary>
    private const int NamesMax = 1000;

    public void Write(DiffSummary summary, AgreementReport? agreement)
    {
        json.WriteStartObject("summary");
        WriteCounts("items", view.ItemsAddedCount, view.ItemsRemovedCount, view.ItemsChangedCount);
        WriteCounts("annotations", view.AnnotationsAddedCount, view.AnnotationsRemovedCount, view.AnnotationsChangedCount);
        json.WriteStartObject("annotationKinds");
        foreach (var kind in AnnotationKinds.All)
        {
            json.WriteNumber(kind, view.Kinds.GetValueOrDefault(kind));
        }

        json.WriteEndObject();
        json.WriteStartObject("labels");
        foreach (var (label, (added, removed, changed)) in view.Labels)
        {
            WriteCounts(label, added, removed, changed);
        }

        json.WriteEndObject();
        WriteNames("labelsGained", summary.LabelsGained);
        WriteNames("labelsLost", summary.LabelsLost);
        json.WriteStartObject("distribution");
        WriteDistribution("labels", summary.Labels);
        WriteDistribution("types", summary.Types);
        json.WriteEndObject();
        if (agreement is not null)
        {
            WriteAgreement(agreement);
        }

        json.WriteEndObject();
    }

    private void WriteCounts(string name, int added, int removed, int changed)
    {
        json.WriteStartObject(name);
        json.WriteNumber("added", added);
        json.WriteNumber("removed", removed);
        json.WriteNumber("changed", changed);
        json.WriteEndObject();
    }

    private void WriteNames(string name, IEnumerable<string> names)
    {
        json.WriteStartArray(name);
        foreach (var one in names.Take(NamesMax))
        {
            json.WriteStringValue(one);
        }

        json.WriteEndArray();
    }

    private void WriteDistribution(string name, SortedDictionary<string, (long Before, long After)> counts)
    {
        json.WriteStartObject(name);
        foreach (var (value, (before, after)) in counts.Take(NamesMax))
        {
            json.WriteStartObject(value);
            json.WriteNumber("before", before);
            json.WriteNumber("after", after);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteAgreement(AgreementReport report)
    {
        json.WriteStartObject("agreement");
        json.WriteNumber("iouMin", report.IouMin);
        Write(report.Total);
        json.WriteNumber("withoutAreaCount", report.WithoutAreaCount);
        json.WriteStartObject("labels");
        foreach (var (label, agreement) in report.Labels.Take(NamesMax))
        {
            json.WriteStartObject(label);
            Write(agreement);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Write(LabelAgreement agreement)
    {
        if (agreement.MeanIou is { } mean)
        {
            json.WriteNumber("meanIou", mean);
        }
        else
        {
            json.WriteNull("meanIou");
        }

        json.WriteNumber("matchedCount", agreement.MatchedCount);
        json.WriteNumber("relabelledCount", agreement.RelabelledCount);
        json.WriteNumber("onlyFromCount", agreement.OnlyFromCount);
        json.WriteNumber("onlyToCount", agreement.OnlyToCount);
        json.WriteNumber("unchangedCount", agreement.UnchangedCount);
    }
}
