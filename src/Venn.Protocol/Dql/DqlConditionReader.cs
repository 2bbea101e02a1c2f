using System.Text.Json;

namespace Venn.Protocol.Dql;

/// <summary>Reads one condition tree. Bounds: <see cref="DqlLimits"/>. One use, one thread.</summary>
internal struct DqlConditionReader
{
    private int valueCount;
    private int patternCount;
    private int patternLength;

    /// <summary>An object of conditions, all of which must hold.</summary>
    /// <param name="element">The object.</param>
    /// <param name="prefix">Name of the field whose inside this is; empty at the root.</param>
    /// <param name="path">Where it stands, for messages.</param>
    /// <param name="depth">Levels above it.</param>
    public DqlCondition ReadObject(JsonElement element, string prefix, string path, int depth)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new DqlSyntaxException(path, $"expected an object of conditions, found {Describe(element)}.");
        }

        CheckDepth(depth, path);
        var operands = new List<DqlCondition>();
        foreach (var member in element.EnumerateObject())
        {
            var at = $"{path}.{member.Name}";
            operands.Add(member.Name switch
            {
                "$and" => ReadList(member.Value, prefix, at, depth, any: false),
                "$or" => ReadList(member.Value, prefix, at, depth, any: true),
                ['$', ..] => throw new DqlSyntaxException(
                    at, $"'{member.Name}' is not an operator here; use $and, $or, or the name of a field."),
                "" => throw new DqlSyntaxException(at, "a field needs a name."),
                _ => ReadField(
                    prefix.Length == 0 ? member.Name : $"{prefix}.{member.Name}", member.Value, at, depth + 1),
            });
        }

        return operands.Count == 1 ? operands[0] : new DqlCondition.And(operands);
    }

    private DqlCondition ReadList(JsonElement element, string prefix, string path, int depth, bool any)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            throw new DqlSyntaxException(path, $"expected a list of conditions, found {Describe(element)}.");
        }

        var operands = new List<DqlCondition>(element.GetArrayLength());
        var index = 0;
        foreach (var operand in element.EnumerateArray())
        {
            operands.Add(ReadObject(operand, prefix, $"{path}[{index++}]", depth + 1));
        }

        // An empty list says nothing, whichever its operator.
        return any && operands.Count > 0 ? new DqlCondition.Or(operands) : new DqlCondition.And(operands);
    }

    private DqlCondition ReadField(string field, JsonElement value, string path, int depth)
    {
        CheckDepth(depth, path);
        Count(path);
        if (DqlScalar.TryRead(value, out var scalar))
        {
            CountPattern(scalar, path);
            return new DqlCondition.Equal(field, scalar);
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            return new DqlCondition.EqualList(field, ReadScalars(value, path));
        }

        var operators = 0;
        var members = 0;
        foreach (var member in value.EnumerateObject())
        {
            members++;
            operators += member.Name.StartsWith('$') ? 1 : 0;
        }

        if (operators == 0)
        {
            return ReadObject(value, field, path, depth + 1);
        }

        if (operators != members)
        {
            throw new DqlSyntaxException(
                path, "operators and names of fields cannot stand side by side; split them with $and.");
        }

        var operands = new List<DqlCondition>(members);
        foreach (var member in value.EnumerateObject())
        {
            operands.Add(ReadOperator(field, member.Name, member.Value, $"{path}.{member.Name}", depth));
        }

        return operands.Count == 1 ? operands[0] : new DqlCondition.And(operands);
    }

    private DqlCondition ReadOperator(string field, string name, JsonElement value, string path, int depth) =>
        name switch
    {
        "$eq" => ReadEquality(field, value, path),
        "$ne" => new DqlCondition.Not(ReadEquality(field, value, path)),
        "$in" => new DqlCondition.In(field, ReadScalars(value, path)),
        "$nin" => new DqlCondition.Not(new DqlCondition.In(field, ReadScalars(value, path))),
        "$gt" => ReadComparison(field, DqlComparison.Greater, value, path),
        "$gte" => ReadComparison(field, DqlComparison.GreaterOrEqual, value, path),
        "$lt" => ReadComparison(field, DqlComparison.Less, value, path),
        "$lte" => ReadComparison(field, DqlComparison.LessOrEqual, value, path),
        "$exists" => ReadExists(field, value, path),
        "$glob" => ReadGlob(field, value, path),
        "$regex" => ReadRegex(field, value, path),
        "$match" => new DqlCondition.Match(field, ReadObject(value, "", path, depth + 1)),
        "$or" => ReadAlternatives(field, value, path, depth, any: true),
        "$and" => ReadAlternatives(field, value, path, depth, any: false),
        _ => throw new DqlSyntaxException(
            path,
            $"unknown operator '{name}'; known are $eq, $ne, $in, $nin, $gt, $gte, $lt, $lte, $exists, $match, $glob, $regex, "
            + "$or, $and."),
    };

    private DqlCondition ReadEquality(string field, JsonElement value, string path)
    {
        if (DqlScalar.TryRead(value, out var scalar))
        {
            Count(path);
            CountPattern(scalar, path);
            return new DqlCondition.Equal(field, scalar);
        }

        return value.ValueKind == JsonValueKind.Array
            ? new DqlCondition.EqualList(field, ReadScalars(value, path))
            : throw new DqlSyntaxException(path, "expected a value or a list, found an object.");
    }

    private DqlCondition ReadGlob(string field, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw new DqlSyntaxException(path, $"expected a pattern in quotes, found {Describe(value)}.");
        }

        var pattern = value.GetString()!;
        CountPattern(pattern.Length, path);
        return new DqlCondition.Glob(field, pattern);
    }

    private DqlCondition ReadRegex(string field, JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw new DqlSyntaxException(path, $"expected an expression in quotes, found {Describe(value)}.");
        }

        var pattern = value.GetString()!;
        if (pattern.Length > DqlLimits.MaxRegexLength)
        {
            throw new DqlSyntaxException(path, $"the expression has more than {DqlLimits.MaxRegexLength} characters; shorten it.");
        }

        CountPattern(pattern.Length, path);
        try
        {
            // Made to find out whether it is one that is matched in one pass over a text, whatever the text.
            _ = new System.Text.RegularExpressions.Regex(pattern, System.Text.RegularExpressions.RegexOptions.NonBacktracking);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new DqlSyntaxException(path, $"the expression cannot be matched: {e.Message}");
        }

        return new DqlCondition.Regex(field, pattern);
    }

    private static DqlCondition ReadComparison(string field, DqlComparison comparison, JsonElement value, string path)
    {
        if (!DqlScalar.TryRead(value, out var scalar) || scalar.Kind is DqlScalarKind.Null or DqlScalarKind.Boolean)
        {
            throw new DqlSyntaxException(path, $"expected a number, a text or a time, found {Describe(value)}.");
        }

        return new DqlCondition.Compare(field, comparison, scalar);
    }

    private static DqlCondition ReadExists(string field, JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.True => new DqlCondition.Exists(field),
        JsonValueKind.False => new DqlCondition.Not(new DqlCondition.Exists(field)),
        _ => throw new DqlSyntaxException(path, $"expected true or false, found {Describe(value)}."),
    };

    private DqlCondition ReadAlternatives(string field, JsonElement value, string path, int depth, bool any)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw new DqlSyntaxException(path, $"expected a list of values, found {Describe(value)}.");
        }

        var operands = new List<DqlCondition>(value.GetArrayLength());
        var index = 0;
        foreach (var operand in value.EnumerateArray())
        {
            operands.Add(ReadField(field, operand, $"{path}[{index++}]", depth + 1));
        }

        return any && operands.Count > 0 ? new DqlCondition.Or(operands) : new DqlCondition.And(operands);
    }

    private List<DqlScalar> ReadScalars(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw new DqlSyntaxException(path, $"expected a list, found {Describe(value)}.");
        }

        var scalars = new List<DqlScalar>(value.GetArrayLength());
        foreach (var element in value.EnumerateArray())
        {
            Count(path);
            if (!DqlScalar.TryRead(element, out var scalar))
            {
                throw new DqlSyntaxException(
                    $"{path}[{scalars.Count}]", $"expected a single value, found {Describe(element)}.");
            }

            CountPattern(scalar, path);
            scalars.Add(scalar);
        }

        return scalars;
    }

    private static void CheckDepth(int depth, string path)
    {
        if (depth > DqlLimits.MaxDepth)
        {
            throw new DqlSyntaxException(Shorten(path), $"conditions are nested more than {DqlLimits.MaxDepth} deep.");
        }
    }

    private void Count(string path)
    {
        if (++valueCount > DqlLimits.MaxValueCount)
        {
            throw new DqlSyntaxException(
                Shorten(path), $"the query has more than {DqlLimits.MaxValueCount} values; send it in parts.");
        }
    }

    private void CountPattern(DqlScalar scalar, string path)
    {
        if (scalar.IsPattern)
        {
            CountPattern(scalar.Text!.Length, path);
        }
    }

    private void CountPattern(int length, string path)
    {
        if (++patternCount > DqlLimits.MaxPatternCount)
        {
            throw new DqlSyntaxException(
                Shorten(path), $"the query has more than {DqlLimits.MaxPatternCount} patterns with * or ?; send it in parts.");
        }

        patternLength += length;
        if (patternLength > DqlLimits.MaxPatternLength)
        {
            throw new DqlSyntaxException(
                Shorten(path),
                $"the patterns of the query have more than {DqlLimits.MaxPatternLength} characters together; shorten them.");
        }
    }

    private static string Shorten(string path) => path.Length <= 200 ? path : path[..200] + "…";

    private static string Describe(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        JsonValueKind.Undefined => "nothing",
        _ => "true or false",
    };
}
