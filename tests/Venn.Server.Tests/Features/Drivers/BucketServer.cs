using System.Collections.Concurrent;
using System.Globalization;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Venn.Server.Tests.Features.Drivers;

/// <summary>
/// A bucket over HTTP, as much of S3 as is used here: ListObjectsV2 (pages of two), GetObject with Range and If-Match,
/// HeadObject, PutObject. A request whose signature (version 4) is not right is refused.
/// </summary>
public sealed class BucketServer : IAsyncDisposable
{
    public const string Bucket = "photos";
    public const string Key = "AKIATESTKEY";
    public const string Secret = "a-secret-that-nobody-may-see";

    private const int PageSize = 2;

    private readonly ConcurrentDictionary<string, byte[]> objects = new();
    private readonly WebApplication app;

    private BucketServer(WebApplication app) => this.app = app;

    public string Url => app.Urls.First();

    /// <summary>Method and key of every request that was accepted.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>When set, lists wait for it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public static async Task<BucketServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new BucketServer(builder.Build());
        server.app.Run(server.HandleAsync);
        await server.app.StartAsync();
        return server;
    }

    public void Put(string key, string text) => Put(key, Encoding.UTF8.GetBytes(text));

    public void Put(string key, byte[] content) => objects[key] = content;

    public string? Read(string key) => objects.TryGetValue(key, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;

    public void Delete(string key) => objects.TryRemove(key, out _);

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (!IsSigned(context))
        {
            await FailAsync(context, 403, "SignatureDoesNotMatch");
            return;
        }

        var path = context.Request.Path.Value!.TrimStart('/');
        Requests.Enqueue($"{context.Request.Method} {path}");
        var key = path.Length > Bucket.Length ? path[(Bucket.Length + 1)..] : "";
        if (!path.StartsWith(Bucket, StringComparison.Ordinal))
        {
            await FailAsync(context, 404, "NoSuchBucket");
        }
        else if (key.Length == 0)
        {
            await Gate;
            await ListAsync(context);
        }
        else if (context.Request.Method == "PUT")
        {
            using var buffer = new MemoryStream();
            await context.Request.Body.CopyToAsync(buffer);
            objects[key] = buffer.ToArray();
            context.Response.Headers.ETag = Tag(buffer.ToArray());
        }
        else
        {
            await GetAsync(context, key);
        }
    }

    private async Task GetAsync(HttpContext context, string key)
    {
        if (!objects.TryGetValue(key, out var bytes))
        {
            await FailAsync(context, 404, "NoSuchKey");
            return;
        }

        if (context.Request.Headers.IfMatch.ToString() is { Length: > 0 } wanted && wanted != Tag(bytes))
        {
            await FailAsync(context, 412, "PreconditionFailed");
            return;
        }

        context.Response.Headers.ETag = Tag(bytes);
        context.Response.Headers.LastModified = "Fri, 01 Mar 2024 00:00:00 GMT";
        if (context.Request.Method == "HEAD")
        {
            context.Response.ContentLength = bytes.Length;
            return;
        }

        var range = context.Request.Headers.Range.ToString()["bytes=".Length..].Split('-')
            .Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        context.Response.StatusCode = 206;
        var part = bytes[range[0]..(range[1] + 1)];
        context.Response.ContentLength = part.Length;
        context.Response.Headers.ContentRange = $"bytes {range[0]}-{range[1]}/{bytes.Length}";
        await context.Response.Body.WriteAsync(part);
    }

    private async Task ListAsync(HttpContext context)
    {
        var prefix = context.Request.Query["prefix"].ToString();
        var after = context.Request.Query["continuation-token"].ToString();
        var found = objects.Where(o => o.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(o.Key, after) > 0)
            .OrderBy(o => o.Key, StringComparer.Ordinal).ToList();
        var page = found.Take(PageSize).ToList();
        var isCut = found.Count > page.Count;
        var contents = string.Concat(page.Select(o =>
            $"<Contents><Key>{SecurityElement.Escape(o.Key)}</Key><LastModified>2024-03-01T00:00:00.000Z</LastModified><ETag>{Tag(o.Value)}</ETag>"
            + $"<Size>{o.Value.Length}</Size><StorageClass>STANDARD</StorageClass></Contents>"));
        context.Response.ContentType = "application/xml";
        await context.Response.WriteAsync(
            $"<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>{Bucket}</Name><Prefix>{prefix}</Prefix>"
            + $"<KeyCount>{page.Count}</KeyCount><MaxKeys>{PageSize}</MaxKeys><IsTruncated>{(isCut ? "true" : "false")}</IsTruncated>"
            + (isCut ? $"<NextContinuationToken>{SecurityElement.Escape(page[^1].Key)}</NextContinuationToken>" : "") + contents + "</ListBucketResult>");
    }

    private static Task FailAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        return context.Request.Method == "HEAD"
            ? Task.CompletedTask
            : context.Response.WriteAsync($"<Error><Code>{code}</Code><Message>no</Message></Error>");
    }

    // Any text that changes with the bytes: Venn takes it for nothing else.
    private static string Tag(byte[] bytes) => $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))}\"";

    private static bool IsSigned(HttpContext context)
    {
        var request = context.Request;
        var given = request.Headers.Authorization.ToString();
        const string Scheme = "AWS4-HMAC-SHA256 ";
        if (!given.StartsWith(Scheme, StringComparison.Ordinal))
        {
            return false;
        }

        var fields = given[Scheme.Length..].Split(',').Select(field => field.Trim().Split('=', 2)).ToDictionary(f => f[0], f => f[1]);
        var scope = fields["Credential"].Split('/', 2);
        if (scope[0] != Key)
        {
            return false;
        }

        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?', 2);
        var query = target.Length == 1 ? "" : string.Join('&', target[1].Split('&')
            .Select(p => p.Contains('=', StringComparison.Ordinal) ? p : p + "=").Order(StringComparer.Ordinal));
        var headers = string.Concat(fields["SignedHeaders"].Split(';').Select(name => $"{name}:{request.Headers[name].ToString().Trim()}\n"));
        var canonical = $"{request.Method}\n{target[0]}\n{query}\n{headers}\n{fields["SignedHeaders"]}\n{request.Headers["x-amz-content-sha256"]}";
        var text = $"AWS4-HMAC-SHA256\n{request.Headers["x-amz-date"]}\n{scope[1]}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = scope[1].Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + Secret), Sign);
        return Convert.ToHexStringLower(Sign(key, text)) == fields["Signature"];
    }

    private static byte[] Sign(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
