namespace Venn.Engine.Tests.Model;

/// <summary>Engine and model do not agree.</summary>
internal sealed class MismatchException(string message) : Exception(message);

internal static class Mismatch
{
    public static void Unless(bool agreed, string what)
    {
        if (!agreed)
        {
            throw new MismatchException(what);
        }
    }

    public static void UnlessEqual<T>(T model, T engine, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(model, engine))
        {
            throw new MismatchException($"{what}: model {model}, engine {engine}");
        }
    }

    public static void UnlessSame<T>(IEnumerable<T> model, IEnumerable<T> engine, string what)
    {
        var (left, right) = (model.ToList(), engine.ToList());
        if (!left.SequenceEqual(right))
        {
            throw new MismatchException($"{what}: model [{string.Join(", ", left)}], engine [{string.Join(", ", right)}]");
        }
    }
}
