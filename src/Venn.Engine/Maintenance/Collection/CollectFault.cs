namespace Venn.Engine.Maintenance.Collection;

/// <summary>What a collection does wrong on purpose: negative controls of the tests.</summary>
internal enum CollectFault
{
    None,

    /// <summary>One revision goes that a kept commit holds.</summary>
    LiveRevision,

    /// <summary>One binary goes that a kept revision refers to.</summary>
    LiveBinary,

    /// <summary>What was forgotten is not squashed into the next kept commit.</summary>
    LostDelta,
}
