using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Protocol.Dql;
using Venn.Server.Features.Datasets;
using Venn.Server.Features.Query;
using Venn.Server.Wire;
using Venn.Storage.Catalog;

namespace Venn.Server.Features.Versions.Comparing;

/// <summary>What to compare: of a query string, or of a body, where a filter may be long.</summary>
/// <param name="From">The version before.</param>
/// <param name="To">The version after.</param>
/// <param name="Query">What of it to tell; null for all.</param>
/// <param name="IouMin">Regions are compared, from this overlap on; null when they are not.</param>
/// <param name="Page">From 0.</param>
/// <param name="PageSize">At most 1,000.</param>
internal sealed record DiffRequest(
    DatasetVersion From, DatasetVersion To, DqlQuery? Query, double? IouMin, long Page, int PageSize)
{
    private const double IouMinDefault = 0.5;

    /// <summary>Of which relation the filter speaks.</summary>
    public Relation Relation => Query?.Resource == "annotations" ? Relation.Annotations : Relation.Items;

    public static DiffRequest Read(HttpContext context, DataServices services, Dataset dataset)
    {
        var query = context.Request.Query;
        var filter = query["filter"].ToString();
        var (page, pageSize) = Wire.Page.Read(context.Request);
        return Resolve(
            context, services, dataset, query["from"].ToString(), query["to"].ToString(),
            filter.Length == 0 ? null : ReadFilter(ParseFilter(filter)),
            ReadIou(query["iou"].ToString() is "true" or "1" or "", query["iou"].ToString(), query["iouMin"].ToString()), page, pageSize);
    }

    public static async Task<DiffRequest> ReadBodyAsync(HttpContext context, DataServices services, Dataset dataset)
    {
        var body = await JsonBody.ReadObjectAsync(context, cancellationToken: context.RequestAborted);
        var filter = body.GetObject("filter");
        var (page, pageSize) = Wire.Page.Read(context.Request);
        return Resolve(
            context, services, dataset, body.GetText("from") ?? "", body.GetText("to") ?? "",
            filter is null ? null : ReadFilter(JsonSerializer.SerializeToElement(filter)),
            ReadIou(true, body.GetFlag("iou") switch { true => "true", false => "false", null => "" }, body["iouMin"]?.ToString() ?? ""),
            ReadCount(body, "page") ?? page, (int)Math.Min(ReadCount(body, "pageSize") ?? pageSize, Wire.Page.SizeMax));
    }

    private static DiffRequest Resolve(
        HttpContext context, DataServices services, Dataset dataset, string from, string to, DqlQuery? query, double? iouMin,
        long page, int pageSize)
    {
        if (VersionRef.HasAt(context.Request) && to.Length > 0)
        {
            throw ApiException.BadRequest("at: it says the same as 'to'; give one of them.");
        }

        var after = VersionRef.HasAt(context.Request)
            ? VersionRef.ReadAt(context, services, dataset)
            : VersionRef.Resolve(context, services, dataset, to, "to", allowSlice: true);
        var before = from.Length > 0
            ? VersionRef.Resolve(context, services, dataset, from, "from", allowSlice: true)
            : FindParent(context, services, after);
        return new DiffRequest(before, after, query, iouMin, page, pageSize);
    }

    private static long? ReadCount(JsonObject body, string name) => body.GetNumber(name) switch
    {
        null => null,
        >= 0 and <= 1e12 and var number when Math.Truncate(number) == number => (long)number,
        var other => throw ApiException.BadRequest($"{name}: {other} is no whole number from 0."),
    };

    private static DatasetVersion FindParent(HttpContext context, DataServices services, DatasetVersion version)
    {
        if (version.Commit.Parents is not [var parent, ..])
        {
            throw ApiException.BadRequest("from: the version is a dataset's first and has no parent; name what to compare with.");
        }

        return VersionRef.Resolve(context, services, version.Dataset, WireId.OfCommit(parent), "from");
    }

    private static JsonElement ParseFilter(string text)
    {
        try
        {
            return JsonBody.ParseElement(System.Text.Encoding.UTF8.GetBytes(text));
        }
        catch (Exception exception) when (exception is JsonException or ApiException)
        {
            throw ApiException.BadRequest($"filter: it is no JSON: {exception.Message}");
        }
    }

    /// <summary>A whole query, or its filter alone, which then is one of items.</summary>
    private static DqlQuery ReadFilter(JsonElement element)
    {
        var query = element.ValueKind == JsonValueKind.Object
            && (element.TryGetProperty("filter", out _) || element.TryGetProperty("resource", out _))
                ? DqlBody.Read(element, "$.filter")
                : new DqlQuery { Filter = DqlReader.ReadFilter(element, "$.filter") };
        return query.Resource is "items" or "annotations"
            ? query
            : throw ApiException.BadRequest("filter.resource: a diff is filtered by items or by annotations.");
    }

    private static double? ReadIou(bool isKnown, string flag, string minimum)
    {
        if (!isKnown && flag is not "false")
        {
            throw ApiException.BadRequest($"iou: '{flag}' is neither true nor false.");
        }

        if (minimum.Length > 0
            && (!double.TryParse(minimum, NumberStyles.Float, CultureInfo.InvariantCulture, out var given) || !(given is >= 0 and <= 1)))
        {
            throw ApiException.BadRequest($"iouMin: '{minimum}' is no number from 0 to 1.");
        }

        return flag is "true" or "1"
            ? minimum.Length > 0 ? double.Parse(minimum, CultureInfo.InvariantCulture) : IouMinDefault
            : null;
    }
}
