namespace Venn.Protocol.Dql;

/// <param name="Field">Name as on the wire.</param>
/// <param name="Descending">Largest first.</param>
public readonly record struct DqlSort(string Field, bool Descending);
