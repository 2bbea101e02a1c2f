using System.CommandLine;

namespace Venn.Cli.Hosting;

/// <summary>Options that every command has.</summary>
internal static class GlobalOptions
{
    public const string DefaultUrl = "http://127.0.0.1:8080";
    public const string UrlVariable = "VENN_URL";
    public const string TokenVariable = "VENN_TOKEN";
    public const string DefaultDataDirectory = "venn-data";

    /// <summary>The file in a data directory by which it is known to be one.</summary>
    public const string KeyFileName = "signing.key";

    public static Option<string?> Url { get; } = new("--url")
    {
        Description = $"The server's address (default: ${UrlVariable}, then {DefaultUrl})",
        HelpName = "URL",
        Recursive = true,
    };

    public static Option<string?> Token { get; } = new("--token")
    {
        Description = $"An access token, as 'venn token' prints it (default: ${TokenVariable})",
        HelpName = "TOKEN",
        Recursive = true,
    };

    public static Option<string?> Data { get; } = new("--data")
    {
        Description = $"Make a token from this data directory of the server "
            + $"(default: ./{DefaultDataDirectory} if it is one)",
        HelpName = "DIR",
        Recursive = true,
    };

    public static Option<bool> Json { get; } = new("--json")
    {
        Description = "Print JSON on stdout",
        Recursive = true,
    };

    public static void AddTo(Command root)
    {
        root.Options.Add(Url);
        root.Options.Add(Token);
        root.Options.Add(Data);
        root.Options.Add(Json);
    }
}
