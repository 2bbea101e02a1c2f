using Venn.Engine.Revisions;

namespace Venn.Server.Features.Items.Downloading;

/// <summary>The item that another was cloned from.</summary>
internal readonly record struct ItemSource(DatasetOrdinal Dataset, Lineage Lineage);
