using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Venn.Cli.Hosting;
using Venn.Protocol.Slices;

namespace Venn.Cli.Selection;

/// <summary>The options by which a sample, or a part of a split, is taken of what is selected.</summary>
internal sealed class SampleOptions
{
    private readonly Option<string?> sample = new("--sample")
    {
        Description = "Take a sample: so many items (500) or percent (10%)", HelpName = "N|P%",
    };

    private readonly Option<string?> seed = new("--seed")
    {
        Description = "The same seed on the same files takes the same items, on any machine (default: 0)", HelpName = "TEXT",
    };

    private readonly Option<string?> stratify = new("--stratify")
    {
        Description = "Keep the proportions of this field's values: label, metadata.user.weather …", HelpName = "FIELD",
    };

    private readonly Option<bool> equal = new("--equal") { Description = "As many of each of --stratify's values as of any other" };

    private readonly Option<string?> split = new("--split")
    {
        Description = "Split into parts by weight: train=80,validation=10,test=10", HelpName = "NAME=W,…",
    };

    private readonly Option<string?> part = new("--part") { Description = "The part of --split that is meant", HelpName = "NAME" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[sample, seed, stratify, equal, split, part])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The sample; null when none is asked for.</summary>
    /// <exception cref="CliException">The options do not go together.</exception>
    public SampleRequest? Read(Invocation run) => ReadAll(run) switch
    {
        [var (_, only)] => only,
        _ => throw new CliException(ExitCodes.BadUsage, "--split: say which part is meant by --part NAME. 'venn slice save' keeps all of them."),
    };

    /// <summary>The sample, or each part of a split when none is named.</summary>
    /// <exception cref="CliException">The options do not go together.</exception>
    public IReadOnlyList<(string? Part, SampleRequest? Sample)> ReadAll(Invocation run)
    {
        var (size, weights) = (run.Get(sample), run.Get(split));
        if (size is null && weights is null)
        {
            return run.Get(stratify) is null && run.Get(part) is null && run.Get(seed) is null && !run.Get(equal)
                ? [(null, null)]
                : throw new CliException(ExitCodes.BadUsage, "--seed, --stratify, --equal and --part go with --sample or --split.");
        }

        if (size is not null && weights is not null)
        {
            throw new CliException(ExitCodes.BadUsage, "--sample and --split do not go together: give one.");
        }

        var taken = new SampleRequest
        {
            Seed = run.Get(seed) ?? "0",
            Stratify = run.Get(stratify) is { } field ? new StratifyRequest { Field = field, Equal = run.Get(equal) ? true : null } : null,
        };
        if (size is not null)
        {
            return [(null, ReadSize(taken, size))];
        }

        var parts = ReadParts(weights!);
        return run.Get(part) is { } named
            ? [(null, taken with { Parts = parts, Part = named })]
            : [.. parts.Select(entry => ((string?)entry.Key, (SampleRequest?)(taken with { Parts = parts.DeepClone().AsObject(), Part = entry.Key })))];
    }

    private static SampleRequest ReadSize(SampleRequest taken, string size)
    {
        if (size.EndsWith('%')
            && double.TryParse(size.AsSpan(0, size.Length - 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var percent))
        {
            return taken with { Percent = percent };
        }

        return long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? taken with { Count = count }
            : throw new CliException(ExitCodes.BadUsage, $"--sample is '{size}'; give a number of items, as 500, or percent, as 10%.");
    }

    private static JsonObject ReadParts(string text)
    {
        var parts = new JsonObject();
        foreach (var entry in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (entry.Split('=') is not [var name, var weight] || name.Length == 0 || parts.ContainsKey(name)
                || !double.TryParse(weight, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                throw new CliException(
                    ExitCodes.BadUsage, $"--split is '{text}'; write names and weights, each name once: train=80,validation=10,test=10.");
            }

            parts[name] = number;
        }

        return parts;
    }
}
