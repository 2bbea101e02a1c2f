using System.Text;
using Venn.Engine.Query;

namespace Venn.Engine.Segments;

/// <summary>A field path with its names in UTF-8, as segments spell them.</summary>
internal sealed class FieldLocator
{
    public FieldLocator(FieldPath path)
    {
        Path = path;
        var names = new byte[path.Segments.Length][];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = Encoding.UTF8.GetBytes(path.Segments[i]);
        }

        Names = names;
    }

    public FieldPath Path { get; }

    public byte[][] Names { get; }
}
