using System.Text.Json.Nodes;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.MergeOracle;

/// <summary>Changes what was read of a merge's result, as if the engine had made it so.</summary>
internal static class MergeTampering
{
    public static Facts Apply(MergeFault fault, Facts facts, Facts ours)
    {
        var (lineage, item) = facts.Items.FirstOrDefault(i => ours.Items.TryGetValue(i.Key, out var mine) && mine.Text != i.Value.Text);
        var gone = ours.Items.FirstOrDefault(i => !facts.Items.ContainsKey(i.Key));
        switch (fault)
        {
            case MergeFault.LosesAnEdit when item is not null:
                facts.Items[lineage] = item with { Body = ours.Items[lineage].Body, Text = ours.Items[lineage].Text };
                break;
            case MergeFault.InventsAnEdit when item is not null:
                var body = (JsonObject)item.Body.DeepClone();
                body["invented"] = 1;
                facts.Items[lineage] = item with { Body = body, Text = CanonicalText.Of(body) };
                break;
            case MergeFault.MovesAnItem when item is not null:
                facts.Items[lineage] = item with { Path = item.Path + "~" };
                break;
            case MergeFault.LosesAnAnnotation when facts.Annotations.Count > 0:
                facts.Annotations.Remove(facts.Annotations.Keys.Last());
                break;
            case MergeFault.KeepsADeletion when gone.Value is not null:
                facts.Items.Add(gone.Key, gone.Value);
                break;
        }

        return facts;
    }
}
