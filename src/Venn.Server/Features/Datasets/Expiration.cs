using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Query;
using Venn.Engine.Versions;
using Venn.Server.Wire;

namespace Venn.Server.Features.Datasets;

/// <summary>How long a dataset keeps its items: <c>expirationOptions: {itemMaxDays}</c>.</summary>
internal static class Expiration
{
    public const string Field = "expirationOptions";

    private const string Days = "itemMaxDays";

    private const int DaysMax = 36_500;

    /// <summary>Puts what a request says into a dataset's body; what it does not say stays, and no days end the rule.</summary>
    /// <exception cref="ApiException">400: it is no rule.</exception>
    public static void Apply(JsonObject request, JsonObject body)
    {
        if (request.GetObject(Field) is not { } options)
        {
            return;
        }

        switch (options.GetNumber(Days))
        {
            case null or 0:
                body.Remove(Field);
                break;
            case >= 1 and <= DaysMax and var days when days == Math.Floor(days):
                body[Field] = options.DeepClone();
                break;
            case var other:
                throw ApiException.BadRequest($"{Field}.{Days} is {other}; give a whole number of days up to {DaysMax}, or 0 to keep items.");
        }
    }

    /// <summary>The files of a dataset that are past its days; null when it has no rule, or one from before rules were checked.</summary>
    public static Filter? FindDue(Dataset dataset, DateTimeOffset now)
    {
        if (!DatasetBody.Of(dataset).Root.TryGetProperty(Field, out var options)
            || options.ValueKind != JsonValueKind.Object
            || !options.TryGetProperty(Days, out var days)
            || days.ValueKind != JsonValueKind.Number
            || !days.TryGetDouble(out var count) || count is < 1 or > DaysMax)
        {
            return null;
        }

        return new Filter.And(
        [
            new Filter.Not(new Filter.Compare(FieldPath.IsDirectory, Comparison.Equal, FieldValue.Of(true))),
            new Filter.Compare(
                FieldPath.Of("createdAt"), Comparison.LessOrEqual, FieldValue.Of(WireTime.Format(now - TimeSpan.FromDays(count)))),
        ]);
    }
}
