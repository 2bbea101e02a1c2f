namespace Venn.Server.Hosting;

/// <summary>The words after the program's name: a verb, then <c>--name value</c> pairs.</summary>
/// <param name="Verb">The first word; <c>serve</c> when there is none.</param>
public sealed record CommandLine(string Verb, IReadOnlyDictionary<string, string> Options)
{
    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["serve"] = ["data", "urls", "public-url", "owner"],
        ["token"] = ["data", "email", "days"],
    };

    /// <exception cref="FormatException">A word is not known, or a value is missing; the message says which.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var hasVerb = args.Count > 0 && !args[0].StartsWith('-');
        var verb = hasVerb ? args[0] : "serve";
        if (!Known.TryGetValue(verb, out var names))
        {
            throw new FormatException($"There is no verb '{verb}'.");
        }

        var options = new Dictionary<string, string>();
        for (var index = hasVerb ? 1 : 0; index < args.Count; index++)
        {
            var (name, value) = Split(args[index]);
            if (!names.Contains(name))
            {
                throw new FormatException($"{verb} has no option '{args[index]}'; it has {string.Join(", ", names.Select(n => "--" + n))}.");
            }

            options[name] = value ?? (++index < args.Count
                ? args[index]
                : throw new FormatException($"--{name} needs a value."));
            if (options[name].Length == 0)
            {
                throw new FormatException($"--{name} needs a value that is not empty.");
            }
        }

        return new CommandLine(verb, options);
    }

    public string? this[string name] => Options.GetValueOrDefault(name);

    private static (string Name, string? Value) Split(string word)
    {
        if (!word.StartsWith("--", StringComparison.Ordinal))
        {
            return (word, null);
        }

        var equals = word.IndexOf('=');
        return equals < 0 ? (word[2..], null) : (word[2..equals], word[(equals + 1)..]);
    }
}
