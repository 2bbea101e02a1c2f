using Venn.Engine.Versions;
using Venn.Server.Wire;

namespace Venn.Server.Features.Datasets;

/// <summary>
/// The one door in front of writes: a dataset may be frozen, or locked by an export. A write that had passed it when the
/// dataset was frozen is still carried out.
/// </summary>
internal static class WriteGuard
{
    /// <summary>Why a dataset may not be written; null when it may.</summary>
    public static string? FindReason(Dataset dataset, DateTimeOffset now)
    {
        var body = DatasetBody.Of(dataset);
        return body.Frozen is { } frozen ? Describe(dataset, frozen)
            : body.LockedUntil is { } until && until > now
                ? $"The dataset '{dataset.Info.Name}' is locked by an export until {WireTime.Format(until)}. Wait, or unlock it."
                : null;
    }

    /// <exception cref="ApiException">423: it is frozen or locked.</exception>
    public static void ThrowIfLocked(Dataset dataset, DateTimeOffset now)
    {
        if (FindReason(dataset, now) is { } reason)
        {
            throw ApiException.Locked(reason);
        }
    }

    /// <summary>For writes that an export's lock does not hold up: its tasks, its name, its end.</summary>
    /// <exception cref="ApiException">423: it is frozen.</exception>
    public static void ThrowIfFrozen(Dataset dataset)
    {
        if (DatasetBody.Of(dataset).Frozen is { } frozen)
        {
            throw ApiException.Locked(Describe(dataset, frozen));
        }
    }

    private static string Describe(Dataset dataset, DatasetFreeze frozen) =>
        $"The dataset '{dataset.Info.Name}' was frozen by {frozen.By} at {WireTime.Format(frozen.At)}: {frozen.Reason} "
        + "Clone it to go on from it, or unfreeze it.";
}
