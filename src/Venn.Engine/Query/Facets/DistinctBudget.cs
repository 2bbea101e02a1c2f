namespace Venn.Engine.Query.Facets;

/// <summary>How many different values one request may hold at once, over all its facets and threads. Threads: safe.</summary>
internal sealed class DistinctBudget(long limit)
{
    private long held;

    /// <exception cref="InvalidRequestException">There are too many.</exception>
    public void Take()
    {
        if (Interlocked.Increment(ref held) > limit)
        {
            throw new InvalidRequestException(
                $"The facets have too many different values: {limit} are held at once. Ask for histograms, "
                + "for directories at a smaller depth, or of a smaller slice.");
        }
    }
}
