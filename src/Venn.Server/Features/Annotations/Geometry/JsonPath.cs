using System.Globalization;
using System.Text;
using Venn.Server.Wire;

namespace Venn.Server.Features.Annotations.Geometry;

/// <summary>
/// Where in a request a value stands: a chain of names and positions that becomes text when something is wrong there, and
/// costs nothing else.
/// </summary>
internal readonly struct JsonPath
{
    private readonly Step? last;

    private JsonPath(Step last) => this.last = last;

    public static JsonPath From(string root) => new(new Step(null, root, -1));

    public JsonPath Of(string name) => new(new Step(last, name, -1));

    public JsonPath At(int index) => new(new Step(last, null, index));

    /// <summary>A 400 that names the path and says what is expected there.</summary>
    public ApiException Wrong(string wanted) => ApiException.BadRequest($"{this}: expected {wanted}.");

    public override string ToString()
    {
        var steps = new Stack<Step>();
        for (var step = last; step is not null; step = step.Before)
        {
            steps.Push(step);
        }

        var text = new StringBuilder();
        foreach (var step in steps)
        {
            _ = step.Name is null
                ? text.Append(CultureInfo.InvariantCulture, $"[{step.Index}]")
                : text.Append(text.Length == 0 ? "" : ".").Append(step.Name);
        }

        return text.ToString();
    }

    private sealed record Step(Step? Before, string? Name, int Index);
}
