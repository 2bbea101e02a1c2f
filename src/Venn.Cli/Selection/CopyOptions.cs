using System.CommandLine;
using Venn.Cli.Hosting;
using Venn.Protocol.Requests;

namespace Venn.Cli.Selection;

/// <summary>The three switches of clone and merge.</summary>
internal sealed class CopyOptions
{
    private readonly Option<bool> withoutAnnotations = new("--no-annotations")
    {
        Description = "Leave annotations behind",
    };

    private readonly Option<bool> withoutMetadata = new("--no-metadata") { Description = "Leave user metadata behind" };

    private readonly Option<bool> withoutStatus = new("--no-status")
    {
        Description = "Leave task and annotation statuses behind",
    };

    public void AddTo(Command command)
    {
        command.Options.Add(withoutAnnotations);
        command.Options.Add(withoutMetadata);
        command.Options.Add(withoutStatus);
    }

    public CopySwitches Read(Invocation run) => new()
    {
        WithItemsAnnotations = !run.Get(withoutAnnotations),
        WithMetadata = !run.Get(withoutMetadata),
        WithTaskAnnotationsStatus = !run.Get(withoutStatus),
    };
}
