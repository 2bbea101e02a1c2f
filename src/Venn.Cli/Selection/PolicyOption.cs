using System.CommandLine;

namespace Venn.Cli.Selection;

/// <summary><c>--policy</c>, of which commands take different ones.</summary>
internal static class PolicyOption
{
    /// <param name="policies">Those there are, with bars between them.</param>
    /// <param name="description">What it is about.</param>
    public static Option<string?> Create(string policies, string description)
    {
        var option = new Option<string?>("--policy") { Description = description, HelpName = policies };
        option.AcceptOnlyFromAmong(policies.Split('|'));
        return option;
    }
}
