namespace Venn.Storage.Tests;

/// <summary>Tests that change the whole process run while no other does.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
