namespace Venn.Benchmarks.Query;

/// <summary>One item: built-in fields and 20 fields of user metadata; null for a field that the item lacks.</summary>
internal sealed record ItemRow
{
    public required int Id { get; init; }

    public required string Directory { get; init; }

    public required string Name { get; init; }

    public string Path => $"{Directory}/{Name}";

    public required byte[] Content { get; init; }

    public required int SizeBytes { get; init; }

    public required int Width { get; init; }

    public required int Height { get; init; }

    public required DateTime CreatedAt { get; init; }

    public required string Weather { get; init; }

    public required string TimeOfDay { get; init; }

    public required string City { get; init; }

    public required string Camera { get; init; }

    public required double Speed { get; init; }

    public required double? Altitude { get; init; }

    public required double Temperature { get; init; }

    public required int Trip { get; init; }

    public required int Quality { get; init; }

    public required double? Blur { get; init; }

    public required bool Reviewed { get; init; }

    public required DateTime CapturedAt { get; init; }

    public required string[] Tags { get; init; }

    public required int LidarPoints { get; init; }

    public required double Latitude { get; init; }

    public required double Longitude { get; init; }

    /// <summary>A whole number; of some items the text <c>n/a</c> (null here).</summary>
    public required int? Rating { get; init; }

    public required string? Operator { get; init; }

    public required string? Note { get; init; }

    public required int Batch { get; init; }
}
