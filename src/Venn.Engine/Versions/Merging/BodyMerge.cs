using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Venn.Engine.Versions.Merging;

/// <summary>
/// Merges two bodies key by key against the one they came from. A key that one side alone changed takes that change; one
/// that both changed differently is a conflict, told with its dotted path. For one pair of bodies.
/// </summary>
/// <remarks>Values are compared and copied as they stand: no tree of objects is made of a body.</remarks>
internal sealed class BodyMerge(MergeRules rules, MergeChoice? choice, Func<bool> theirsIsLater, IReadOnlyList<string> stampPaths)
{
    private readonly ArrayBufferWriter<byte> output = new();
    private bool isOurs = true;
    private bool isTheirs = true;

    public List<string> Conflicts { get; } = [];

    /// <summary>How the conflicts end; those that neither a choice nor the policy settles are not among them.</summary>
    public List<SettledField> Settled { get; } = [];

    /// <summary>False when some conflict is settled neither by hand nor by the policy.</summary>
    public bool IsSettled => Settled.Count == Conflicts.Count;

    /// <summary>Notes a conflict; true when the later side wins it.</summary>
    public bool TakesTheirs(string field)
    {
        Conflicts.Add(field);
        if (SettledField.Of(field, choice?.For(field), () => rules.Default(theirsIsLater)) is not { } settled)
        {
            return false;
        }

        Settled.Add(settled);
        return settled.Side == MergeSide.Theirs;
    }

    public MergedBody Merge(ReadOnlyMemory<byte>? @base, ReadOnlyMemory<byte> ours, ReadOnlyMemory<byte> theirs)
    {
        using var was = @base is { } bytes ? Parse(bytes) : null;
        using var left = Parse(ours);
        using var right = Parse(theirs);
        using (var writer = new Utf8JsonWriter(
            output, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            MergeMembers(writer, was?.RootElement ?? default, left.RootElement, right.RootElement, "");
            writer.WriteEndObject();
        }

        return new MergedBody(isOurs ? ours : isTheirs ? theirs : output.WrittenMemory, isOurs, isTheirs);
    }

    public static bool AreEqual(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right)
    {
        if (left.Span.SequenceEqual(right.Span))
        {
            return true;
        }

        using var one = Parse(left);
        using var other = Parse(right);
        return JsonElement.DeepEquals(one.RootElement, other.RootElement);
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> body)
    {
        var document = JsonDocument.Parse(body);
        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return document;
        }

        document.Dispose();
        throw new JsonException("The body of a revision is not a JSON object.");
    }

    private void MergeMembers(Utf8JsonWriter writer, JsonElement was, JsonElement ours, JsonElement theirs, string path)
    {
        var (before, left, right) = (new JsonMembers(was), new JsonMembers(ours), new JsonMembers(theirs));
        foreach (var member in ours.EnumerateObject())
        {
            var name = member.Name;
            MergeMember(writer, before.Find(name), member.Value, right.Find(name), path, name);
        }

        foreach (var member in theirs.EnumerateObject())
        {
            var name = member.Name;
            if (IsAbsent(left.Find(name)))
            {
                MergeMember(writer, before.Find(name), default, member.Value, path, name);
            }
        }
    }

    private void MergeMember(
        Utf8JsonWriter writer, JsonElement was, JsonElement ours, JsonElement theirs, string parent, string name)
    {
        if (AreEqual(ours, theirs))
        {
            Write(writer, name, ours);
        }
        else if (AreEqual(theirs, was))
        {
            TakeOurs(writer, name, ours);
        }
        else if (AreEqual(ours, was))
        {
            TakeTheirs(writer, name, theirs);
        }
        else
        {
            MergeChanged(writer, was, ours, theirs, parent.Length == 0 ? name : parent + "." + name, name);
        }
    }

    /// <summary>Both sides changed it, and differently.</summary>
    private void MergeChanged(
        Utf8JsonWriter writer, JsonElement was, JsonElement ours, JsonElement theirs, string path, string name)
    {
        if (ours.ValueKind == JsonValueKind.Object && theirs.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject(name);
            MergeMembers(writer, was.ValueKind == JsonValueKind.Object ? was : default, ours, theirs, path);
            writer.WriteEndObject();
        }
        else if (stampPaths.Contains(path) && string.CompareOrdinal(ours.ToString(), theirs.ToString()) >= 0)
        {
            TakeOurs(writer, name, ours);
        }
        else if (stampPaths.Contains(path))
        {
            TakeTheirs(writer, name, theirs);
        }
        else if (rules.IsUnion && ours.ValueKind == JsonValueKind.Array && theirs.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray(name);
            Unite(writer, [.. ours.EnumerateArray()], [.. theirs.EnumerateArray()]);
            writer.WriteEndArray();
        }
        else if (TakesTheirs(path))
        {
            TakeTheirs(writer, name, theirs);
        }
        else
        {
            TakeOurs(writer, name, ours);
        }
    }

    private void Unite(Utf8JsonWriter writer, JsonElement[] left, JsonElement[] right)
    {
        JsonElement[] united = [.. left, .. right.Where(element => !left.Any(known => AreEqual(known, element)))];
        isOurs &= united.Length == left.Length;
        isTheirs &= united.Length == right.Length && united.Zip(right).All(pair => AreEqual(pair.First, pair.Second));
        foreach (var element in united)
        {
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(element), skipInputValidation: true);
        }
    }

    private void TakeOurs(Utf8JsonWriter writer, string name, JsonElement ours)
    {
        isTheirs = false;
        Write(writer, name, ours);
    }

    private void TakeTheirs(Utf8JsonWriter writer, string name, JsonElement theirs)
    {
        isOurs = false;
        Write(writer, name, theirs);
    }

    /// <summary>A member that is absent stays so.</summary>
    private static void Write(Utf8JsonWriter writer, string name, JsonElement value)
    {
        if (!IsAbsent(value))
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
        }
    }

    private static bool IsAbsent(JsonElement value) => value.ValueKind == JsonValueKind.Undefined;

    private static bool AreEqual(JsonElement left, JsonElement right) =>
        IsAbsent(left) || IsAbsent(right)
            ? IsAbsent(left) && IsAbsent(right)
            : JsonMarshal.GetRawUtf8Value(left).SequenceEqual(JsonMarshal.GetRawUtf8Value(right)) || JsonElement.DeepEquals(left, right);
}
