using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Client;

namespace Venn.Cli.Selection;

/// <summary><c>--at</c>: the version that a command reads, the head unless it is given.</summary>
internal sealed class AtOption
{
    private const int OrdinalLength = 10;

    private readonly Option<string?> option = new("--at")
    {
        Description = "As of a past state: a snapshot's name, a commit's number or id, or an instant (2026-01-31T12:00:00Z)",
        HelpName = "REF",
    };

    public void AddTo(Command command) => command.Options.Add(option);

    /// <summary>The reference that the server takes; null for the head.</summary>
    public async Task<string?> ReadAsync(Invocation run, VennClient client, string datasetId) =>
        run.Get(option) is { } name
            ? await StateName.ResolveAsync(client, datasetId, name, run.CancellationToken)
            : null;

    /// <summary>The same for an item or annotation, whose id begins as that of its dataset.</summary>
    public Task<string?> ReadForAsync(Invocation run, VennClient client, string id) =>
        ReadAsync(run, client, id.Length >= OrdinalLength ? id[..OrdinalLength].PadRight(id.Length, '0') : id);
}
