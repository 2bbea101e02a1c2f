using System.Collections.Frozen;
using System.Text.Json;
using Venn.Bitmaps.Format;
using Venn.Engine.Exchange;
using Venn.Engine.Segments;
using Venn.Protocol.Dql;
using Venn.Storage;

namespace Venn.Server.Wire;

/// <summary>
/// The one table from exceptions to HTTP statuses. A type that is not in it is a defect: it answers 500 and is logged;
/// a test holds that every exception type of the product stands here.
/// </summary>
/// <remarks>
/// Clients of the Dataloop wire repeat any request answered 501-508, 510 or 511, so none of these is used where the
/// request may have taken effect. A name that is taken is 400 for datasets, as that wire has it, and 409 elsewhere.
/// </remarks>
public static class ErrorTable
{
    /// <summary>The client went away; nothing is sent.</summary>
    public const int ClientClosedRequest = 499;

    private const int DiskFullOnLinux = 28;

    private static readonly FrozenDictionary<Type, int> Statuses = new Dictionary<Type, int>
    {
        [typeof(DatasetNameTakenException)] = StatusCodes.Status400BadRequest,
        [typeof(DatasetDeletedException)] = StatusCodes.Status404NotFound,
        [typeof(SnapshotNameTakenException)] = StatusCodes.Status409Conflict,
        [typeof(PathTakenException)] = StatusCodes.Status409Conflict,
        [typeof(ItemNotInDatasetException)] = StatusCodes.Status404NotFound,
        [typeof(MergeConflictException)] = StatusCodes.Status409Conflict,
        // Not 503 or 504: clients would send the same query again, five times.
        [typeof(QueryTimeLimitException)] = StatusCodes.Status408RequestTimeout,
        [typeof(InvalidRequestException)] = StatusCodes.Status400BadRequest,
        [typeof(HeadMovedException)] = StatusCodes.Status409Conflict,
        [typeof(ArchiveException)] = StatusCodes.Status400BadRequest,
        [typeof(CommitForgottenException)] = StatusCodes.Status410Gone,
        [typeof(RevisionGoneException)] = StatusCodes.Status410Gone,
        [typeof(SnapshotHeldException)] = StatusCodes.Status423Locked,
        [typeof(WriteConflictException)] = StatusCodes.Status409Conflict,
        [typeof(DqlSyntaxException)] = StatusCodes.Status400BadRequest,
        [typeof(RoaringFormatException)] = StatusCodes.Status500InternalServerError,
        [typeof(SegmentTooNewException)] = StatusCodes.Status500InternalServerError,
        [typeof(ArchiveException)] = StatusCodes.Status400BadRequest,
        [typeof(BlobTooLargeException)] = StatusCodes.Status413PayloadTooLarge,
        [typeof(BlobNotFoundException)] = StatusCodes.Status500InternalServerError,
        [typeof(BlobDamagedException)] = StatusCodes.Status500InternalServerError,
        [typeof(ObjectGoneException)] = StatusCodes.Status404NotFound,
        [typeof(ObjectChangedException)] = StatusCodes.Status409Conflict,
        [typeof(ObjectStoreException)] = StatusCodes.Status424FailedDependency,
        [typeof(StoreLockedException)] = StatusCodes.Status500InternalServerError,
        [typeof(SegmentTooNewException)] = StatusCodes.Status500InternalServerError,
        [typeof(StoreTooNewException)] = StatusCodes.Status500InternalServerError,
        [typeof(CatalogDamagedException)] = StatusCodes.Status500InternalServerError,
        [typeof(DqlSyntaxException)] = StatusCodes.Status400BadRequest,
        [typeof(JsonException)] = StatusCodes.Status400BadRequest,
        [typeof(OperationCanceledException)] = ClientClosedRequest,
        [typeof(IOException)] = StatusCodes.Status500InternalServerError,
    }.ToFrozenDictionary();

    /// <summary>Whether the type, or for those of the framework a base of it, stands in the table.</summary>
    public static bool Knows(Type exception) =>
        exception == typeof(ApiException) || exception == typeof(BadHttpRequestException) || Find(exception) is not null;

    /// <summary>The status, and the message that the client may see.</summary>
    public static (int Status, string Message) Describe(Exception exception) => exception switch
    {
        ApiException api => (api.Status, api.Message),
        DqlSyntaxException query => (StatusCodes.Status400BadRequest, query.Message),
        BadHttpRequestException request => (request.StatusCode, request.Message),
        JsonException json => (StatusCodes.Status400BadRequest, $"The JSON cannot be read: {json.Message}"),
        // The engine knows no ids of the wire.
        DatasetDeletedException deleted =>
            (StatusCodes.Status404NotFound, $"The dataset was deleted. id: {WireId.OfDataset(deleted.Ordinal)}"),
        CommitForgottenException forgotten => (StatusCodes.Status410Gone, Describe(forgotten)),
        EngineException or StorageException or DqlSyntaxException when Find(exception.GetType()) is { } status => (status, exception.Message),
        OperationCanceledException => (ClientClosedRequest, "The request was cancelled."),
        IOException when (exception.HResult & 0xFFFF) == DiskFullOnLinux =>
            (StatusCodes.Status507InsufficientStorage, "The disk is full; nothing was written. Free space and repeat."),
        IOException => (StatusCodes.Status500InternalServerError, "The disk failed; nothing was written. See the server's log."),
        _ => (StatusCodes.Status500InternalServerError, "The server met an error of its own. See its log under the requestId."),
    };

    private static string Describe(CommitForgottenException forgotten)
    {
        var near = new[] { forgotten.Before, forgotten.After }.Where(c => c is not null).Select(c => WireId.OfCommit(c!.Value)).ToList();
        return $"The commit {WireId.OfCommit(forgotten.Commit)} is not kept any more ({forgotten.Rule}). Who made it and when is still in the log. "
            + (near.Count == 0 ? "Nothing of its dataset is kept." : $"The nearest that are kept: {string.Join(" and ", near)}.");
    }

    private static int? Find(Type exception)
    {
        for (Type? type = exception; type is not null && type != typeof(Exception); type = type.BaseType)
        {
            if (Statuses.TryGetValue(type, out var status))
            {
                return status;
            }
        }

        return null;
    }
}
