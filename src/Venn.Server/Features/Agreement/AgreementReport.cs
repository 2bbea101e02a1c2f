using Venn.Engine.Query;
using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.Server.Features.Versions.Comparing;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Agreement;

/// <summary>
/// How far the boxes and masks of two versions agree, per label: annotations of items that both have. One lineage on both
/// sides is a pair; the others are paired by the largest overlap first, within an item and a label. What is the same on both
/// sides is counted and not computed. Cost: the annotations that differ; of each item and label, the pairs that meet.
/// </summary>
internal sealed class AgreementReport
{
    private readonly double iouMin;

    private AgreementReport(double iouMin) => this.iouMin = iouMin;

    public double IouMin => iouMin;

    public SortedDictionary<string, LabelAgreement> Labels { get; } = new(StringComparer.Ordinal);

    /// <summary>Annotations that differ and have no area to compare: classes, points, lines.</summary>
    public int WithoutAreaCount { get; private set; }

    public LabelAgreement Total { get; } = new();

    /// <param name="view">What differs.</param>
    /// <param name="iouMin">From this overlap on two annotations of different lineage are a pair.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static AgreementReport Compute(DiffView view, double iouMin, CancellationToken cancellationToken)
    {
        var report = new AgreementReport(iouMin);
        foreach (var change in view.Items.Select(i => i.Value).Where(c => c.Kind is ChangeKind.Annotations or ChangeKind.Changed))
        {
            cancellationToken.ThrowIfCancellationRequested();
            report.Add(view.Diff.From, view.Diff.To, change);
        }

        foreach (var (value, count) in view.Diff.To.CountByValue(Relation.Annotations, view.UnchangedAnnotations, FieldPath.Parse("label")))
        {
            report.Of(value.Text ?? value.ToString()).UnchangedCount = count;
        }

        foreach (var label in report.Labels.Values)
        {
            report.Total.MatchedCount += label.MatchedCount;
            report.Total.IouSum += label.IouSum;
            report.Total.RelabelledCount += label.RelabelledCount;
            report.Total.OnlyFromCount += label.OnlyFromCount;
            report.Total.OnlyToCount += label.OnlyToCount;
            report.Total.UnchangedCount += label.UnchangedCount;
        }

        return report;
    }

    private void Add(DatasetVersion from, DatasetVersion to, ItemChange change)
    {
        foreach (var (old, now) in change.AnnotationsChanged)
        {
            AddPair(Read(from, [old])[0], Read(to, [now])[0]);
        }

        var gone = Read(from, change.AnnotationsRemoved).ToLookup(r => r.Label);
        var come = Read(to, change.AnnotationsAdded).ToLookup(r => r.Label);
        foreach (var label in gone.Select(g => g.Key).Union(come.Select(g => g.Key)))
        {
            Match(label, Measurable(gone[label]), Measurable(come[label]));
        }
    }

    private void AddPair(Labelled old, Labelled now)
    {
        if (old.Region is null || now.Region is null)
        {
            WithoutAreaCount++;
            return;
        }

        var agreement = Of(now.Label);
        agreement.MatchedCount++;
        agreement.IouSum += Overlap.Compute(old.Region, now.Region);
        agreement.RelabelledCount += old.Label == now.Label ? 0 : 1;
    }

    /// <summary>The largest overlap first; of equal ones the first in the order of ids, so that it can be repeated.</summary>
    private void Match(string label, List<Region> gone, List<Region> come)
    {
        if (gone.Count + come.Count == 0)
        {
            return;
        }

        var pairs = new List<(double Iou, int Old, int Now)>();
        for (var i = 0; i < gone.Count; i++)
        {
            for (var j = 0; j < come.Count; j++)
            {
                if (gone[i].Bounds.Meets(come[j].Bounds) && Overlap.Compute(gone[i], come[j]) is var iou && iou >= iouMin && iou > 0)
                {
                    pairs.Add((iou, i, j));
                }
            }
        }

        var agreement = Of(label);
        var (oldTaken, nowTaken) = (new HashSet<int>(), new HashSet<int>());
        foreach (var (iou, old, now) in pairs.OrderByDescending(p => p.Iou).ThenBy(p => p.Old).ThenBy(p => p.Now))
        {
            if (!oldTaken.Contains(old) && !nowTaken.Contains(now))
            {
                oldTaken.Add(old);
                nowTaken.Add(now);
                agreement.MatchedCount++;
                agreement.IouSum += iou;
            }
        }

        agreement.OnlyFromCount += gone.Count - oldTaken.Count;
        agreement.OnlyToCount += come.Count - nowTaken.Count;
    }

    private List<Region> Measurable(IEnumerable<Labelled> annotations)
    {
        var regions = new List<Region>();
        foreach (var annotation in annotations)
        {
            if (annotation.Region is { } region)
            {
                regions.Add(region);
            }
            else
            {
                WithoutAreaCount++;
            }
        }

        return regions;
    }

    private LabelAgreement Of(string label)
    {
        if (!Labels.TryGetValue(label, out var agreement))
        {
            Labels[label] = agreement = new LabelAgreement();
        }

        return agreement;
    }

    private static List<Labelled> Read(DatasetVersion side, IReadOnlyList<RevisionNumber> numbers) =>
    [
        .. side.Read(Relation.Annotations, numbers).OrderBy(r => r.Lineage)
            .Select(r => new Labelled(DiffView.ReadLabel(r), RegionReader.Read(r.Body))),
    ];

    private readonly record struct Labelled(string Label, Region? Region);
}
