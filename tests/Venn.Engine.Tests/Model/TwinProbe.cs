using Venn.Engine.Revisions;
using Venn.Engine.Versions;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.Model;

/// <summary>A few look-ups in a version, by each of the ways there are.</summary>
internal static class TwinProbe
{
    public static void Run(DatasetVersion version, ModelState state, Random random)
    {
        Mismatch.Unless(version.FindItem("/no such item") is null, "An item is found that is not there");
        Mismatch.Unless(version.FindItem(new Lineage(Lineage.MaxValue)) is null, "A lineage is found that is not there");
        if (state.Items.Count == 0)
        {
            return;
        }

        var item = state.Items.ElementAt(random.Next(state.Items.Count)).Value.Revision;
        Mismatch.UnlessEqual(item.Lineage, version.FindItem(item.Path)?.Lineage.Value, $"Item at {item.Path}");
        Mismatch.UnlessEqual(item.Path, version.FindItem(new Lineage(item.Lineage))?.Path, $"Item {item.Lineage}");
        var annotations = state.AnnotationsOf(item.Lineage).Select(a => a.Revision.Lineage).ToList();
        Mismatch.UnlessSame(
            annotations, version.ReadAnnotations(new Lineage(item.Lineage)).Select(a => a.Lineage.Value), $"Annotations of {item.Lineage}");
        Mismatch.UnlessEqual(annotations.Count, version.CountAnnotations([new Lineage(item.Lineage)])[0], $"Count on {item.Lineage}");
        Mismatch.UnlessEqual(
            state.Annotations.Values.Select(a => a.Revision.Item).Distinct().LongCount(), version.CountAnnotatedItems(), "Annotated items");
        if (state.Annotations.Count > 0)
        {
            var one = state.Annotations.Keys.ElementAt(random.Next(state.Annotations.Count));
            Mismatch.UnlessEqual(one, version.FindAnnotation(new Lineage(one))?.Lineage.Value, "Annotation");
        }
    }
}
