using System.Text.Json.Nodes;
using Venn.Protocol.Entities;

namespace Venn.Cli.Demo;

/// <param name="Path">Where it goes in the dataset.</param>
/// <param name="Image">A PNG.</param>
/// <param name="UserMetadata">Camera, weather, count of shapes.</param>
internal sealed record Scene(string Path, byte[] Image, JsonObject UserMetadata, IReadOnlyList<Annotation> Annotations);
