namespace Venn.Protocol.Dql;

/// <summary>Types of a compared value.</summary>
public enum DqlScalarKind
{
    Null,
    Text,
    Integer,
    Number,
    Boolean,
}
