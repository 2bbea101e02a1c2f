using System.Net;
using System.Text.Json.Nodes;

namespace Venn.Server.Tests.Hosting;

/// <summary>An answer of the API.</summary>
public sealed record ApiAnswer(HttpStatusCode Status, JsonNode? Json, string Text, bool IsJson, string? RequestId)
{
    public JsonNode? this[string name] => Json![name];

    public string Id => Json!["id"]!.GetValue<string>();

    public string Message => Json!["message"]!.GetValue<string>();

    /// <summary>The keys of the object, sorted, separated by spaces.</summary>
    public string Keys => string.Join(' ', Json!.AsObject().Select(member => member.Key).Order(StringComparer.Ordinal));

    /// <summary>The answer, when it has this status.</summary>
    public ApiAnswer Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"{(int)Status} instead of {(int)status}: {Text}");
        return this;
    }

    public ApiAnswer ExpectOk()
    {
        Assert.True((int)Status < 300, $"{(int)Status}: {Text}");
        return this;
    }
}
