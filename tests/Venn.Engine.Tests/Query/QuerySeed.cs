namespace Venn.Engine.Tests.Query;

/// <summary>What a random test starts from: the environment's word, or chance.</summary>
internal static class QuerySeed
{
    public static int Get() => Get("VENN_QUERY_SEED", Random.Shared.Next(1_000_000_000));

    public static int Get(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var value) ? value : otherwise;
}
