namespace Venn.Cli.Demo;

/// <param name="Name">The operation.</param>
/// <param name="Outcome">What it did, in counts.</param>
/// <param name="AddedBytes">Growth of the data directory; none when it is not ours to look into.</param>
internal sealed record DemoStep(string Name, string Outcome, TimeSpan Elapsed, long? AddedBytes);
