using System.Globalization;
using System.Text;

namespace Venn.Engine.Query.Planning;

/// <summary>A filter as text, equal for equal filters: what caches are keyed by. Strings carry their length, so no two meet.</summary>
internal static class FilterKey
{
    public static string Of(Filter filter)
    {
        var text = new StringBuilder();
        Write(filter, text);
        return text.ToString();
    }

    public static void Write(FieldPath path, StringBuilder text)
    {
        text.Append(path.IsBuiltIn ? '$' : '.').Append(path.Segments.Length);
        foreach (var segment in path.Segments)
        {
            Write(segment, text);
        }
    }

    private static void Write(Filter filter, StringBuilder text)
    {
        switch (filter)
        {
            case Filter.And and:
                Write("and", and.Operands, text);
                break;
            case Filter.Or or:
                Write("or", or.Operands, text);
                break;
            case Filter.Not not:
                Write("not", [not.Operand], text);
                break;
            case Filter.Compare compare:
                text.Append("cmp").Append((int)compare.Operator);
                Write(compare.Field, text);
                Write([compare.Value], text);
                break;
            case Filter.In isIn:
                text.Append("in");
                Write(isIn.Field, text);
                Write(isIn.Values, text);
                break;
            case Filter.Glob glob:
                text.Append("glob");
                Write(glob.Field, text);
                Write(glob.Pattern, text);
                break;
            case Filter.Regex regex:
                text.Append("regex");
                Write(regex.Field, text);
                Write(regex.Pattern, text);
                break;
            case Filter.Exists exists:
                text.Append("has");
                Write(exists.Field, text);
                break;
            case Filter.IsArray isArray:
                text.Append("list");
                Write(isArray.Field, text);
                break;
            case Filter.ArrayEquals array:
                text.Append("array");
                Write(array.Field, text);
                Write(array.Values, text);
                break;
            case Filter.Element element:
                text.Append("element");
                Write(element.Field, text);
                Write("", [element.Condition], text);
                break;
            case Filter.HasAnnotation has:
                Write("annotation", [has.Condition], text);
                break;
            case Filter.OnItem on:
                Write("item", [on.Condition], text);
                break;
            default:
                throw new NotSupportedException($"The filter {filter.GetType().Name} has no key.");
        }
    }

    private static void Write(string name, IReadOnlyList<Filter> operands, StringBuilder text)
    {
        text.Append(name).Append('(');
        foreach (var operand in operands)
        {
            Write(operand, text);
        }

        text.Append(')');
    }

    private static void Write(IReadOnlyList<FieldValue> values, StringBuilder text)
    {
        text.Append('[').Append(values.Count);
        foreach (var value in values)
        {
            text.Append((int)value.Kind).Append(':');
            switch (value.Kind)
            {
                case FieldValueKind.Text:
                    Write(value.Text!, text);
                    break;
                case FieldValueKind.Number:
                    text.Append(CultureInfo.InvariantCulture, $"{BitConverter.DoubleToInt64Bits(value.Number)};");
                    break;
                default:
                    text.Append(CultureInfo.InvariantCulture, $"{value.Integer};");
                    break;
            }
        }

        text.Append(']');
    }

    private static void Write(string part, StringBuilder text) =>
        text.Append(CultureInfo.InvariantCulture, $"{part.Length}:").Append(part);
}
