using System.Text;
using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Storage.Catalog;
using Venn.TestKit.Model;

namespace Venn.Engine.Tests.MergeOracle;

/// <summary>Reads versions as their readers do. Bodies are parsed once. One thread.</summary>
internal sealed class FactReader
{
    private readonly Dictionary<string, (JsonObject Body, string Text)> bodies = new(StringComparer.Ordinal);

    public Facts Read(DatasetVersion version)
    {
        var facts = new Facts();
        foreach (var relation in Enum.GetValues<Relation>())
        {
            foreach (var revision in version.Read(relation, version.State[relation]))
            {
                var (body, text) = Parse(revision.Body);
                facts[relation].Add(revision.Lineage.Value, new Fact(revision.Number.Value, body, text)
                {
                    Path = revision.Path,
                    IsDirectory = revision.IsDirectory,
                    Content = revision.Content.IsNone ? "" : revision.Content.ToString(),
                    Item = revision.Item.Value,
                    Source = revision.Source.Value,
                });
            }
        }

        return facts;
    }

    private (JsonObject Body, string Text) Parse(ReadOnlyMemory<byte> body)
    {
        var text = Encoding.UTF8.GetString(body.Span);
        if (!bodies.TryGetValue(text, out var known))
        {
            var parsed = (JsonObject)JsonNode.Parse(text)!;
            bodies[text] = known = (parsed, CanonicalText.Of(parsed));
        }

        return known;
    }
}
