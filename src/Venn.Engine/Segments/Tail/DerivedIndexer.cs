using System.Text;
using Venn.Engine.Segments.Columns;

namespace Venn.Engine.Segments.Tail;

/// <summary>Puts the numbers made of a body into columns: whole ones as integers, which pack well. One writer.</summary>
internal sealed class DerivedIndexer
{
    /// <summary>Doubles below it hold every whole number.</summary>
    private const double WholeLimit = 1L << 53;

    private readonly DerivedFields fields;
    private readonly TailNode[] nodes;
    private readonly double[] values;

    /// <param name="root">Gets a child for each field.</param>
    /// <param name="fields">What to make.</param>
    public DerivedIndexer(PathNode root, DerivedFields fields)
    {
        this.fields = fields;
        values = new double[fields.Fields.Count];
        nodes = [.. fields.Fields.Select(field => new TailNode(Encoding.UTF8.GetBytes(field.Segments[0]), isOpaque: true))];
        foreach (var node in nodes)
        {
            root.AddChild(node);
        }
    }

    public string Version => fields.Version;

    public void Index(int row, ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return;
        }

        values.AsSpan().Fill(double.NaN);
        fields.Derive(body, values);
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]))
            {
                continue;
            }

            if (Math.Abs(values[i]) < WholeLimit && Math.Floor(values[i]) == values[i])
            {
                nodes[i].Column(ColumnKind.Integer).Add(row, (long)values[i], isFirst: true);
            }
            else
            {
                nodes[i].Column(ColumnKind.Number).Add(row, DoubleOrder.Encode(values[i]), isFirst: true);
            }
        }
    }
}
