using System.Globalization;
using Venn.Engine.Revisions;

namespace Venn.Server.Wire;

/// <summary>
/// Ids on the wire: 24 lower-case hex digits, 10 of the dataset's ordinal and 14 of a number in it (a lineage, a commit's
/// sequence, 0 for the dataset itself). Ordinal 0: entities that are in no dataset. They ascend with creation.
/// </summary>
public static class WireId
{
    public const int Length = 24;

    private const int OrdinalDigits = 10;

    public static string Of(DatasetOrdinal dataset, Lineage lineage) => Format(dataset.Value, lineage.Value);

    public static string OfDataset(DatasetOrdinal dataset) => Format(dataset.Value, 0);

    public static string OfCommit(CommitId commit) => Format(commit.Dataset.Value, commit.Sequence);

    /// <summary>Upper-case digits are taken too.</summary>
    public static bool TryParse(string? text, out DatasetOrdinal dataset, out long number)
    {
        dataset = default;
        number = 0;
        if (text is not { Length: Length }
            || !long.TryParse(text.AsSpan(0, OrdinalDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var ordinal)
            || !long.TryParse(text.AsSpan(OrdinalDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number))
        {
            return false;
        }

        dataset = new DatasetOrdinal(ordinal);
        return true;
    }

    public static bool IsWellFormed(string? text) => TryParse(text, out _, out _);

    /// <summary>An id of an item, annotation or commit.</summary>
    /// <param name="text">What the client sent.</param>
    /// <param name="what">Item, annotation …: for the message.</param>
    /// <param name="malformedStatus">400, but for the routes where the wire wants 404.</param>
    /// <exception cref="ApiException">It is no id.</exception>
    public static (DatasetOrdinal Dataset, long Number) Parse(
        string? text, string what, int malformedStatus = StatusCodes.Status400BadRequest) =>
        TryParse(text, out var dataset, out var number)
            ? (dataset, number)
            : throw new ApiException(malformedStatus, $"'{text}' is no {what} id: an id has {Length} hex digits.");

    /// <summary>An id of an entity outside datasets (recipe, task …), given back in lower case.</summary>
    /// <exception cref="ApiException">It is no id.</exception>
    public static string ParseEntity(string? text, string what, int malformedStatus = StatusCodes.Status400BadRequest)
    {
        Parse(text, what, malformedStatus);
        return text!.ToLowerInvariant();
    }

    private static string Format(long ordinal, long number) =>
        string.Create(Length, (ordinal, number), static (span, value) =>
        {
            value.ordinal.TryFormat(span, out _, "x10", CultureInfo.InvariantCulture);
            value.number.TryFormat(span[OrdinalDigits..], out _, "x14", CultureInfo.InvariantCulture);
        });
}
