namespace Venn.Server.Hosting;

/// <summary>The words after the program's name: a verb, then <c>--name value</c> pairs.</summary>
/// <param name="Verb">The first word; <c>serve</c> when there is none.</param>
/// <param name="Options">Values by name, in their order; of one given twice the last counts, but for <see cref="All"/>.</param>
public sealed record CommandLine(string Verb, ILookup<string, string> Options)
{
    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["serve"] = ["data", "urls", "public-url", "owner", "allow-folder", "collect-hours", "query-memory"],
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

        var options = new List<(string Name, string Value)>();
        for (var index = hasVerb ? 1 : 0; index < args.Count; index++)
        {
            var (name, value) = Split(args[index]);
            if (!names.Contains(name))
            {
                throw new FormatException($"{verb} has no option '{args[index]}'; it has {string.Join(", ", names.Select(n => "--" + n))}.");
            }

            options.Add((name, value ?? (++index < args.Count
                ? args[index]
                : throw new FormatException($"--{name} needs a value."))));
            if (options[^1].Value.Length == 0)
            {
                throw new FormatException($"--{name} needs a value that is not empty.");
            }
        }

        return new CommandLine(verb, options.ToLookup(option => option.Name, option => option.Value));
    }

    public string? this[string name] => Options[name].LastOrDefault();

    /// <summary>Every value of an option that may be given more than once.</summary>
    public IReadOnlyList<string> All(string name) => [.. Options[name]];

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
