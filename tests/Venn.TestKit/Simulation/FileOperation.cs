namespace Venn.TestKit.Simulation;

/// <summary>What changes the simulated disk, and so can be made to fail.</summary>
public enum FileOperation
{
    CreateDirectory,
    Create,
    Write,
    Flush,
    Rename,
    Delete,
    SyncDirectory,
}
