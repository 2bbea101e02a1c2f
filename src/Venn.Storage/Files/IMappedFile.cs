namespace Venn.Storage.Files;

/// <summary>A file mapped read only; the memory is valid until disposal.</summary>
public interface IMappedFile : IDisposable
{
    /// <summary>The whole file. At most 2 GiB.</summary>
    ReadOnlyMemory<byte> Memory { get; }
}
