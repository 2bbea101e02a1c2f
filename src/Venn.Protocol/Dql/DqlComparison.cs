namespace Venn.Protocol.Dql;

/// <summary>Orders of a <see cref="DqlCondition.Compare"/>.</summary>
public enum DqlComparison
{
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
