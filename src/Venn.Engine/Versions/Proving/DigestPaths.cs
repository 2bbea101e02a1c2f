using System.Runtime.CompilerServices;

namespace Venn.Engine.Versions.Proving;

/// <summary>Names of a body at which something else than the body itself goes into its digest.</summary>
internal sealed class DigestPaths
{
    private readonly List<(byte[] Name, DigestPaths Below)> children = [];

    /// <summary>Left out, with all below it: a stamp.</summary>
    public bool IsLeftOut { get; private set; }

    /// <summary>A text here may name another annotation.</summary>
    public bool IsReference { get; private set; }

    /// <param name="leftOut">Dotted paths.</param>
    /// <param name="references">Dotted paths.</param>
    public static DigestPaths Of(IEnumerable<string> leftOut, IEnumerable<string> references)
    {
        var root = new DigestPaths();
        foreach (var path in leftOut)
        {
            root.Reach(path).IsLeftOut = true;
        }

        foreach (var path in references)
        {
            root.Reach(path).IsReference = true;
        }

        return root;
    }

    /// <param name="name">UTF-8, without escapes.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public DigestPaths? Find(ReadOnlySpan<byte> name)
    {
        foreach (var (known, below) in children)
        {
            if (name.SequenceEqual(known))
            {
                return below;
            }
        }

        return null;
    }

    private DigestPaths Reach(string path)
    {
        var node = this;
        foreach (var text in path.Split('.'))
        {
            var name = System.Text.Encoding.UTF8.GetBytes(text);
            if (node.Find(name) is not { } child)
            {
                child = new DigestPaths();
                node.children.Add((name, child));
            }

            node = child;
        }

        return node;
    }
}
