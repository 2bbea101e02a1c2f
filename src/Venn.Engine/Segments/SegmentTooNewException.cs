namespace Venn.Engine.Segments;

/// <summary>A segment file was written by a newer version, with a format or features this one does not know.</summary>
public sealed class SegmentTooNewException(string path, int version, uint features)
    : EngineException(
        $"The segment file {path} has format {version} with unknown features 0x{features:X}. Upgrade Venn, or delete the file: it is made again from the catalog.");
