using System.Text.Json.Serialization;
using Venn.Engine.Maintenance.Collection;
using Venn.Engine.Maintenance.Erasure;
using Venn.Engine.Maintenance.Retention;

namespace Venn.Engine.Maintenance;

/// <summary>The JSON of the engine's own documents.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(RetentionDocument))]
[JsonSerializable(typeof(SnapshotHold))]
[JsonSerializable(typeof(MarkDocument))]
[JsonSerializable(typeof(ErasureDocument))]
[JsonSerializable(typeof(TombstoneDetails))]
internal sealed partial class MaintenanceJson : JsonSerializerContext;
