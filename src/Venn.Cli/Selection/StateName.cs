using System.Globalization;
using System.Text.RegularExpressions;
using Venn.Cli.Hosting;
using Venn.Client;

namespace Venn.Cli.Selection;

/// <summary>
/// A state as people name it: a snapshot's name, a commit's number in its dataset, the id of a commit, snapshot or dataset,
/// <c>head</c>, an instant, another dataset as <c>PROJECT/NAME</c> (its head), or a saved slice as <c>slice:NAME</c>.
/// </summary>
internal static partial class StateName
{
    public const string Help =
        "A state: a snapshot's name, a commit's number or id, 'head', an instant, or another dataset as PROJECT/NAME";

    private const int OrdinalLength = 10;
    private const string SlicePrefix = "slice:";

    /// <summary>The reference that the server takes.</summary>
    public static async Task<string> ResolveAsync(
        VennClient client, string datasetId, string name, CancellationToken cancellationToken)
    {
        if (name == "head" || DatasetName.IsId(name))
        {
            return name;
        }

        await foreach (var snapshot in client.Versions.ListSnapshotsAsync(datasetId, cancellationToken))
        {
            if (snapshot.Name == name)
            {
                return snapshot.Id;
            }
        }

        if (name.StartsWith(SlicePrefix, StringComparison.Ordinal))
        {
            return (await client.Slices.GetAsync(datasetId, name[SlicePrefix.Length..], cancellationToken)).Id;
        }

        // A commit's id is its dataset's ordinal and its number.
        if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            return datasetId[..OrdinalLength] + sequence.ToString("x14", CultureInfo.InvariantCulture);
        }

        if (Instant().IsMatch(name))
        {
            return name;
        }

        if (name.Contains('/'))
        {
            return (await DatasetName.ResolveAsync(client, name, cancellationToken)).Id;
        }

        throw new CliException(ExitCodes.NotFound,
            $"The dataset has no snapshot '{name}', and that is no commit. 'venn snapshot list' and 'venn log' show "
            + "what there is.");
    }

    /// <summary>What begins like a date is the server's to judge.</summary>
    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}", RegexOptions.CultureInvariant)]
    private static partial Regex Instant();
}
