using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Venn.Cli.Hosting;
using Venn.Client;
using Venn.Client.Errors;

namespace Venn.Cli.Selection;

/// <summary>
/// A state as people name it: a snapshot's name, a commit's number in its dataset, the id of a commit, snapshot or dataset,
/// <c>head</c>, an instant, another dataset as <c>PROJECT/NAME</c> (its head), or a saved slice as <c>slice:NAME</c> or
/// <c>slice:NAME@STATE</c>.
/// </summary>
internal static partial class StateName
{
    public const string Help =
        "A state: a snapshot's name, a commit's number or id, 'head', an instant, or another dataset as PROJECT/NAME";

    private const int OrdinalLength = 10;
    private const string SlicePrefix = "slice:";
    private const char SliceMark = '@';

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
            return await ResolveSliceAsync(client, datasetId, name[SlicePrefix.Length..], cancellationToken);
        }

        // A commit's id is its dataset's ordinal and its number.
        if (long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
        {
            var id = datasetId[..OrdinalLength] + sequence.ToString("x14", CultureInfo.InvariantCulture);
            return await IsCommitAsync(client, datasetId, id, cancellationToken)
                ? id
                : throw new CliException(ExitCodes.NotFound, $"The dataset has no commit {name}. 'venn log' shows those there are.");
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

    /// <summary>The reference of a slice as it was in some state.</summary>
    /// <param name="client">The server.</param>
    /// <param name="datasetId">Whose slice it is.</param>
    /// <param name="slice">Its name.</param>
    /// <param name="state">A reference that the server takes; null for the slice as it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<string> RefineAsync(
        VennClient client, string datasetId, string slice, string? state, CancellationToken cancellationToken)
    {
        var id = (await client.Slices.GetAsync(datasetId, slice, cancellationToken)).Id;
        return state is null ? id : $"{id}{SliceMark}{state}";
    }

    private static async Task<string> ResolveSliceAsync(
        VennClient client, string datasetId, string text, CancellationToken cancellationToken)
    {
        // Names of slices and of snapshots may have the mark in them: the first that makes what is before it a slice.
        var mark = text.Contains(SliceMark) && !await IsSliceAsync(client, datasetId, text, cancellationToken) ? text.IndexOf(SliceMark) : -1;
        for (; mark >= 0; mark = text.IndexOf(SliceMark, mark + 1))
        {
            if (await IsSliceAsync(client, datasetId, text[..mark], cancellationToken))
            {
                var state = await ResolveAsync(client, datasetId, text[(mark + 1)..], cancellationToken);
                return await RefineAsync(client, datasetId, text[..mark], state, cancellationToken);
            }
        }

        return await RefineAsync(client, datasetId, text, null, cancellationToken);
    }

    private static Task<bool> IsSliceAsync(VennClient client, string datasetId, string name, CancellationToken cancellationToken) =>
        IsThereAsync(() => client.Slices.GetAsync(datasetId, name, cancellationToken));

    /// <summary>Asked here, for the server would name it by an id that nobody typed.</summary>
    private static Task<bool> IsCommitAsync(VennClient client, string datasetId, string id, CancellationToken cancellationToken) =>
        IsThereAsync(() => client.Versions.GetCommitAsync(datasetId, id, cancellationToken));

    private static async Task<bool> IsThereAsync(Func<Task> get)
    {
        try
        {
            await get();
            return true;
        }
        catch (VennApiException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>What begins like a date is the server's to judge.</summary>
    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}", RegexOptions.CultureInvariant)]
    private static partial Regex Instant();
}
