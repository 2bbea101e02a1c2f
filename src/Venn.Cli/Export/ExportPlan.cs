using Venn.Protocol.Entities;

namespace Venn.Cli.Export;

/// <param name="Annotations">By item id.</param>
internal sealed record ExportPlan(IReadOnlyList<Item> Items, ILookup<string, Annotation> Annotations)
{
    public static long SizeOf(Item item) => item.Metadata?["system"]?["size"]?.GetValue<long>() ?? 0;
}
