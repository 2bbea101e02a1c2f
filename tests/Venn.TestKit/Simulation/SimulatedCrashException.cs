namespace Venn.TestKit.Simulation;

/// <summary>The simulated machine is down: thrown by the operation that it died in, and by every later one.</summary>
public sealed class SimulatedCrashException()
    : IOException("The simulated machine is down. Reboot() or Restart() brings it back.");
