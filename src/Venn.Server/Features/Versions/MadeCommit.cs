using System.Text.Json.Nodes;
using Venn.Engine.Versions;

namespace Venn.Server.Features.Versions;

/// <summary>Finds the commit that a request made among those that others made meanwhile.</summary>
internal static class MadeCommit
{
    private const int LookBack = 1000;

    /// <param name="dataset">Where it was made.</param>
    /// <param name="before">The head's sequence before.</param>
    /// <param name="commit">Who made it and by what.</param>
    /// <returns>The newest that fits; null when nothing was changed.</returns>
    public static JsonObject? Find(Dataset dataset, long before, CommitInfo commit)
    {
        var made = dataset.ReadLog(long.MaxValue, LookBack)
            .FirstOrDefault(c => c.Id.Sequence > before && c.Author == commit.Author && c.Operation == commit.Operation);
        return made is null ? null : CommitMapping.ToWire(made);
    }
}
