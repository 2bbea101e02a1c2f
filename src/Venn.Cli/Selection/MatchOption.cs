using System.CommandLine;

namespace Venn.Cli.Selection;

/// <summary><c>--match</c>: which items of unrelated datasets are one.</summary>
internal static class MatchOption
{
    public static Option<string?> Create()
    {
        var option = new Option<string?>("--match")
        {
            Description = "Take items of unrelated datasets for one where this is the same: none (default), content or path",
            HelpName = "none|content|path",
        };
        option.AcceptOnlyFromAmong("none", "content", "path");
        return option;
    }
}
