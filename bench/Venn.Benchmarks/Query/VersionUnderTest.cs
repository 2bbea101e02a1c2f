using Venn.Engine.Versions;

namespace Venn.Benchmarks.Query;

/// <param name="Name">As the table has it; empty for the source's head.</param>
/// <param name="Get">Gives the version; called for each question, as a request would.</param>
internal sealed record VersionUnderTest(string Name, Func<DatasetVersion> Get);
