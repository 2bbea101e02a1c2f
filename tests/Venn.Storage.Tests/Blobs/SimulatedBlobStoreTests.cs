using Venn.Storage.Blobs;
using Venn.TestKit.Contracts;
using Venn.TestKit.Simulation;

namespace Venn.Storage.Tests.Blobs;

public sealed class SimulatedBlobStoreTests : BlobStoreContract
{
    private readonly FaultyFileSystem _files = new();
    private readonly DirectoryBlobStore _store;

    public SimulatedBlobStoreTests() => _store = new DirectoryBlobStore(_files, "/blobs");

    protected override IBlobStore Store => _store;

    protected override void Damage(ContentHash hash)
    {
        var name = hash.ToString();
        _files.Flip($"/blobs/{name[..2]}/{name[2..4]}/{name}", 0);
    }
}
