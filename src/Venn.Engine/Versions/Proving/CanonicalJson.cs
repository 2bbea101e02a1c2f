using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Venn.Engine.Revisions;
using Venn.Engine.Segments.Tail;

namespace Venn.Engine.Versions.Proving;

/// <summary>
/// One form for equal JSON: members by the bytes of their names, no blanks, numbers and texts in one spelling each; without
/// what <see cref="DigestPaths"/> leaves out. Rules: docs/formats/digest.md. One thread: scratch is kept from call to call.
/// </summary>
/// <remarks>
/// Written in the order of the body, and each object put in order when it ends: bodies of one kind are mostly sorted pieces,
/// and nothing is allocated for them.
/// </remarks>
internal sealed class CanonicalJson(DigestPaths paths)
{
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 512 };

    private readonly List<Member> members = [];
    private readonly List<Lineage> references = [];
    private byte[] output = new byte[4096];
    private byte[] scratch = new byte[4096];
    private int count;

    /// <summary>What was written since <see cref="Begin"/>.</summary>
    public ReadOnlySpan<byte> Written => output.AsSpan(0, count);

    /// <summary>The annotations that the body names, in the canonical order; <see cref="Lineage.None"/> for no such number.</summary>
    public IReadOnlyList<Lineage> References => references;

    public void Begin()
    {
        count = 0;
        references.Clear();
    }

    /// <summary>Room for bytes that go before the body.</summary>
    public Span<byte> Reserve(int length)
    {
        Grow(length);
        count += length;
        return output.AsSpan(count - length, length);
    }

    /// <exception cref="JsonException">It is no JSON.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, ReaderOptions);
        reader.Read();
        WriteValue(ref reader, paths);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteValue(ref Utf8JsonReader reader, DigestPaths? node)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                WriteObject(ref reader, node);
                break;
            case JsonTokenType.StartArray:
                WriteArray(ref reader, node);
                break;
            case JsonTokenType.String when node is { IsReference: true } && TryReadReference(ref reader):
                Append("\"\""u8);
                break;
            case JsonTokenType.String:
                Append((byte)'"');
                AppendText(ref reader);
                Append((byte)'"');
                break;
            case JsonTokenType.Number:
                CanonicalNumber.Write(reader.ValueSpan, this);
                break;
            default:
                Append(reader.ValueSpan);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteArray(ref Utf8JsonReader reader, DigestPaths? node)
    {
        Append((byte)'[');
        var isFirst = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!isFirst)
            {
                Append((byte)',');
            }

            isFirst = false;
            WriteValue(ref reader, node);
        }

        Append((byte)']');
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteObject(ref Utf8JsonReader reader, DigestPaths? node)
    {
        var first = members.Count;
        var hasReferences = references.Count;
        var start = count + 1;
        var isSorted = true;
        Append((byte)'{');
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var from = count;
            Append((byte)'"');
            AppendText(ref reader);
            var nameEnd = count;
            var below = node is null ? null : FindBelow(ref reader, node);
            reader.Read();
            if (below is { IsLeftOut: true })
            {
                count = from;
                reader.Skip();
                continue;
            }

            Append("\":"u8);
            var named = references.Count;
            WriteValue(ref reader, below);
            Append((byte)',');
            var member = new Member(from, nameEnd, count, named, references.Count);
            isSorted &= members.Count == first || Compare(members[^1], member) <= 0;
            members.Add(member);
        }

        if (!isSorted)
        {
            Sort(first, start, hasReferences);
        }

        if (members.Count > first)
        {
            count--;
        }

        members.RemoveRange(first, members.Count - first);
        Append((byte)'}');
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static DigestPaths? FindBelow(ref Utf8JsonReader reader, DigestPaths node) =>
        node.Find(reader.ValueIsEscaped ? JsonText.Unescape(reader.ValueSpan) : reader.ValueSpan);

    private bool TryReadReference(ref Utf8JsonReader reader)
    {
        var text = reader.ValueIsEscaped ? JsonText.Unescape(reader.ValueSpan) : reader.ValueSpan;
        if (!LineageReference.TryParse(Encoding.UTF8.GetString(text), out var lineage))
        {
            return false;
        }

        references.Add(lineage);
        return true;
    }

    /// <summary>Stable: a name that is there twice keeps its values in their order.</summary>
    private void Sort(int first, int start, int firstReference)
    {
        var range = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(members)[first..];
        range.Sort((a, b) => Compare(a, b) is not 0 and var order ? order : a.From.CompareTo(b.From));
        if (scratch.Length < count - start)
        {
            scratch = new byte[output.Length];
        }

        output.AsSpan(start, count - start).CopyTo(scratch);
        var target = start;
        var named = references.Count > firstReference ? references[firstReference..] : [];
        var next = firstReference;
        foreach (var member in range)
        {
            scratch.AsSpan(member.From - start, member.End - member.From).CopyTo(output.AsSpan(target));
            target += member.End - member.From;
            for (var i = member.FirstReference; i < member.EndReference; i++)
            {
                references[next++] = named[i - firstReference];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Compare(Member left, Member right) =>
        output.AsSpan(left.From..left.NameEnd).SequenceCompareTo(output.AsSpan(right.From..right.NameEnd));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AppendText(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            Append(reader.ValueSpan);
            return;
        }

        foreach (var value in JsonText.Unescape(reader.ValueSpan))
        {
            switch (value)
            {
                case (byte)'"' or (byte)'\\':
                    Append((byte)'\\');
                    Append(value);
                    break;
                case < 0x20:
                    Append("\\u00"u8);
                    Append((byte)('0' + (value >> 4)));
                    Append((byte)((value & 15) < 10 ? '0' + (value & 15) : 'a' + (value & 15) - 10));
                    break;
                default:
                    Append(value);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(byte value)
    {
        Grow(1);
        output[count++] = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(ReadOnlySpan<byte> bytes)
    {
        Grow(bytes.Length);
        bytes.CopyTo(output.AsSpan(count));
        count += bytes.Length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Grow(int length)
    {
        if (count + length > output.Length)
        {
            Array.Resize(ref output, Math.Max(output.Length * 2, count + length));
        }
    }

    /// <param name="From">Where its name's quote stands in the output.</param>
    /// <param name="NameEnd">Behind the last byte of its name.</param>
    /// <param name="End">Behind its comma.</param>
    /// <param name="FirstReference">The first reference it holds.</param>
    /// <param name="EndReference">Behind the last.</param>
    private readonly record struct Member(int From, int NameEnd, int End, int FirstReference, int EndReference);
}
