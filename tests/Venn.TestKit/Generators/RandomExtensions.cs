namespace Venn.TestKit.Generators;

/// <summary>Choices made by a seeded source.</summary>
public static class RandomExtensions
{
    public static bool Chance(this Random random, double probability) => random.NextDouble() < probability;

    public static T Pick<T>(this Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
