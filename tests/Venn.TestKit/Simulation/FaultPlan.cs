namespace Venn.TestKit.Simulation;

/// <summary>What goes wrong, and when: operations are counted from 1 once the plan is taken up.</summary>
public sealed record FaultPlan
{
    private enum Fault
    {
        None,
        Crash,
        FailOnce,
        FailOnwards,
    }

    private Fault Kind { get; init; }

    private int Operation { get; init; }

    public static FaultPlan None { get; } = new();

    /// <summary>The machine dies in that operation, which may have taken effect.</summary>
    public static FaultPlan CrashAt(int operation) => new() { Kind = Fault.Crash, Operation = operation };

    /// <summary>That operation fails (a full disk); later ones work.</summary>
    public static FaultPlan FailAt(int operation) => new() { Kind = Fault.FailOnce, Operation = operation };

    /// <summary>That operation and all later ones fail, but for deletions, which a full disk allows.</summary>
    public static FaultPlan FailFrom(int operation) => new() { Kind = Fault.FailOnwards, Operation = operation };

    internal bool CrashesAt(int operation) => Kind == Fault.Crash && operation == Operation;

    internal bool FailsAt(int operation, FileOperation what) => Kind switch
    {
        Fault.FailOnce => operation == Operation,
        Fault.FailOnwards => operation >= Operation && what != FileOperation.Delete,
        _ => false,
    };
}
