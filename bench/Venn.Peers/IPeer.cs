using Venn.Benchmarks.Query;

namespace Venn.Peers;

/// <summary>Another system with the same rows in it.</summary>
internal interface IPeer : IAsyncDisposable
{
    string Name { get; }

    /// <summary>As it calls itself.</summary>
    string Version { get; }

    /// <summary>Bytes on disk, once loaded.</summary>
    long SizeBytes { get; }

    /// <summary>Ways in which the rows are held, that are all asked: the fastest counts. At least one.</summary>
    int VariantCount { get; }

    /// <summary>Puts the rows in, makes what indexes it uses, and leaves it ready to be asked.</summary>
    Task LoadAsync(int items);

    /// <summary>What it lacks for such a question; null when it can be asked.</summary>
    string? WhyNot(Question question) => null;

    /// <summary>Null when it cannot be asked this.</summary>
    Task<PeerAnswer?> AskAsync(Question question, int run, int variant);
}
