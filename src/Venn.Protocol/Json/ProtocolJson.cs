using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Venn.Protocol.Commands;
using Venn.Protocol.Entities;
using Venn.Protocol.Errors;
using Venn.Protocol.Facets;
using Venn.Protocol.Paging;
using Venn.Protocol.Queries;
using Venn.Protocol.Requests;
using Venn.Protocol.Slices;
using Venn.Protocol.Versions;
using Venn.Protocol.Versions.Ancestry;
using Venn.Protocol.Versions.Comparing;
using Venn.Protocol.Versions.Merging;
using Venn.Protocol.Versions.Upkeep;

namespace Venn.Protocol.Json;

/// <summary>How every shape of the protocol is written: camel case, nothing for null, unknown keys passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(JsonArray))]
[JsonSerializable(typeof(Project))]
[JsonSerializable(typeof(Project[]))]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(ApiKey[]))]
[JsonSerializable(typeof(ApiKeyRequest))]
[JsonSerializable(typeof(PasswordRequest))]
[JsonSerializable(typeof(Dataset))]
[JsonSerializable(typeof(Page<Dataset>))]
[JsonSerializable(typeof(Item))]
[JsonSerializable(typeof(Page<Item>))]
[JsonSerializable(typeof(Page<FileRevision>))]
[JsonSerializable(typeof(Annotation))]
[JsonSerializable(typeof(Annotation[]))]
[JsonSerializable(typeof(IReadOnlyList<Annotation>))]
[JsonSerializable(typeof(Page<Annotation>))]
[JsonSerializable(typeof(Recipe))]
[JsonSerializable(typeof(Ontology))]
[JsonSerializable(typeof(QueryBody))]
[JsonSerializable(typeof(Command))]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(CreateDatasetRequest))]
[JsonSerializable(typeof(CloneRequest))]
[JsonSerializable(typeof(MergeRequest))]
[JsonSerializable(typeof(LabelsRequest))]
[JsonSerializable(typeof(SnapshotRequest))]
[JsonSerializable(typeof(RollbackRequest))]
[JsonSerializable(typeof(Commit))]
[JsonSerializable(typeof(Page<Commit>))]
[JsonSerializable(typeof(Page<Settlement>))]
[JsonSerializable(typeof(Snapshot))]
[JsonSerializable(typeof(Page<Snapshot>))]
[JsonSerializable(typeof(Diff))]
[JsonSerializable(typeof(ItemChange))]
[JsonSerializable(typeof(DiffRequest))]
[JsonSerializable(typeof(MergeReport))]
[JsonSerializable(typeof(MergeConflict))]
[JsonSerializable(typeof(MergeIntoRequest))]
[JsonSerializable(typeof(ConflictChoice))]
[JsonSerializable(typeof(ConflictChoice[]))]
[JsonSerializable(typeof(UndoRequest))]
[JsonSerializable(typeof(UndoResult))]
[JsonSerializable(typeof(RestoreRequest))]
[JsonSerializable(typeof(LogEntry))]
[JsonSerializable(typeof(Page<LogEntry>))]
[JsonSerializable(typeof(Blame))]
[JsonSerializable(typeof(DatasetGraph))]
[JsonSerializable(typeof(GraphEdge))]
[JsonSerializable(typeof(VerifyRequest))]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(FreezeRequest))]
[JsonSerializable(typeof(FreezeState))]
[JsonSerializable(typeof(FacetsRequest))]
[JsonSerializable(typeof(FacetsAnswer))]
[JsonSerializable(typeof(QueryPlan))]
[JsonSerializable(typeof(Slice))]
[JsonSerializable(typeof(Page<Slice>))]
[JsonSerializable(typeof(SliceRequest))]
[JsonSerializable(typeof(ResolvedSlice))]
[JsonSerializable(typeof(RetentionRequest))]
[JsonSerializable(typeof(Retention))]
[JsonSerializable(typeof(HoldRequest))]
[JsonSerializable(typeof(CollectRequest))]
[JsonSerializable(typeof(CollectReport))]
[JsonSerializable(typeof(EraseRequest))]
[JsonSerializable(typeof(ErasePlan))]
[JsonSerializable(typeof(EraseReport))]
public sealed partial class ProtocolJson : JsonSerializerContext;
