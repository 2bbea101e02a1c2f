using System.Text;
using System.Text.Json.Nodes;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Routes;

/// <summary>
/// Every route with ids, queries and bodies of the wrong shape: an answer below 500, a reason in it, and after a refusal
/// nothing changed.
/// </summary>
public sealed class RouteInputTests(RouteFixture fixture) : IClassFixture<RouteFixture>
{
    private static readonly string[] BadIds =
    [
        "000000000000000000000001", "ffffffffffffffffffffffff", "00000000000000000000000000000000", "some_id", "-1", "{}", "%", "\u0000", "a/b",
        "..", "猫", new string('a', 3000),
    ];

    private static readonly string[] BadQueries =
    [
        "page=-1", "pageSize=abc", "pageSize=99999999999999999999", "pageOffset=-1", "limit=x", "limit=0", "offset=-5", "at=zz", "at=%00",
        "at=9999-99-99T00:00:00Z", "from=zz", "to=zz&from=", "projects=,,", "projectId=zz", "taskId=%F0%9F", "system=maybe", "mode=zz", "force=zz",
        "name=", "binaries=5", "before=zz", "after=zz", "at=a&at=b",
    ];

    private static readonly string[] BadBodies =
    [
        "", "null", "[]", "{}", "5", "\"x\"", "true", "{", "[1,", "{\"a\": 1, \"a\": 2}", "\u0000", "[null]", "[[[]]]", "[{}]", "{\"\": {}}",
        "{\"name\": null, \"filter\": null, \"query\": null, \"metadata\": null}", "{\"filter\": [], \"query\": 5, \"metadata\": \"x\"}",
        "{\"a\": \"\\ud800\"}",
    ];

    private static readonly string[] WrongValues =
        ["null", "true", "-1", "1.5", "1e300", "\"\"", "\"x\\u0000\"", "[null]", "[[5]]", "{\"a\": {\"$b\": []}}"];

    private (RouteWorld? World, string State) known;

    [Fact]
    public async Task EveryRoute_WithIdsOfNothing_IsRefused()
    {
        var wrong = new List<string>();
        foreach (var row in fixture.Routes.SelectMany(fixture.RowsOf).Where(row => row.Route.Contains('{', StringComparison.Ordinal)))
        {
            var route = fixture.RouteOf(row)!;
            var call = RouteCases.Of(row);
            foreach (var id in BadIds)
            {
                var path = RoutePaths.Fill(route.Pattern, (_, _) => id);
                await TryAsync(wrong, fixture.World, $"{row}, id '{Shorten(id)}'", () =>
                    fixture.World.Owner.SendAsync(route.HttpMethod, path, RouteCalls.ContentOf(fixture.World, call)));
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public async Task EveryRoute_WithQueriesOfNoSense_IsAnsweredBelow500()
    {
        var wrong = new List<string>();
        foreach (var route in fixture.Routes.Where(route => !route.MayHaveBody))
        {
            foreach (var query in BadQueries)
            {
                var path = RoutePaths.Of(fixture.World, route.Pattern, RouteCases.Of(new RoleRow(route.Name, "", "")));
                await TryAsync(wrong, fixture.World, $"{route}?{query}", () => fixture.World.Owner.GetAsync($"{path}?{query}"));
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public async Task EveryRoute_WithBodiesOfTheWrongShape_IsAnsweredBelow500()
    {
        var wrong = new List<string>();
        string[] bodies =
        [
            .. BadBodies, new string('[', 100_000), string.Concat(Enumerable.Repeat("{\"a\":", 5_000)),
            "{\"filter\":" + string.Concat(Enumerable.Repeat("{\"$and\":[", 1_000)) + string.Concat(Enumerable.Repeat("]}", 1_000)) + "}",
        ];
        foreach (var row in fixture.Routes.SelectMany(fixture.RowsOf).Where(row => fixture.RouteOf(row)!.MayHaveBody))
        {
            var world = await RouteWorld.CreateAsync(fixture.Server);
            var (route, call) = (fixture.RouteOf(row)!, RouteCases.Of(row));
            foreach (var body in bodies)
            {
                await TryAsync(wrong, world, $"{row}, body {Shorten(body)}", () =>
                    RouteCalls.SendBodyAsync(world.Owner, world, route, call, RouteCalls.Json(body)));
            }

            foreach (var type in new[] { "multipart/form-data", "multipart/form-data; boundary=", "application/x-www-form-urlencoded", "text/xml", "application/json; charset=utf-16" })
            {
                await TryAsync(wrong, world, $"{row}, type {type}", () =>
                {
                    var content = new ByteArrayContent(Encoding.UTF8.GetBytes("--x\r\nname=%00&type=dir&path=..%2f..&=&&&"));
                    content.Headers.TryAddWithoutValidation("Content-Type", type);
                    return RouteCalls.SendBodyAsync(world.Owner, world, route, call, content);
                });
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public async Task EveryFieldOfEveryBody_WithAValueOfAnotherType_IsAnsweredBelow500()
    {
        var wrong = new List<string>();
        foreach (var row in fixture.Routes.SelectMany(fixture.RowsOf))
        {
            var call = RouteCases.Of(row);
            if (call.Body is null)
            {
                continue;
            }

            var world = await RouteWorld.CreateAsync(fixture.Server);
            foreach (var (field, body) in RouteCalls.Bend(call.Body, WrongValues))
            {
                await TryAsync(wrong, world, $"{row}, {field}", () =>
                    RouteCalls.SendBodyAsync(world.Owner, world, fixture.RouteOf(row)!, call, RouteCalls.Json(world.Fill(body))));
            }

            await FindFailedCommandsAsync(wrong, world, row);
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    /// <summary>A body said to be longer than any limit is refused before it is read.</summary>
    [Fact]
    public async Task EveryRouteOfJson_WithABodyOverTheLimit_Is413()
    {
        // These do not read their bodies.
        string[] deaf = ["PATCH /orgs/{id}/plan", "POST /projects/{id}/mail", "DELETE /annotations/{annotationId}", "DELETE /annotationtasks/{id}"];
        var wrong = new List<string>();
        foreach (var row in fixture.Rows.Where(row => RouteCases.Of(row).Body is not null && fixture.RouteOf(row) is not null && !deaf.Contains(row.Name)))
        {
            var (route, call) = (fixture.RouteOf(row)!, RouteCases.Of(row));
            var path = RoutePaths.Of(fixture.World, route.Pattern, call);
            var status = await RawRequest.SendAsync(
                fixture.Server, fixture.World.Owner, $"{route.Method} {(path[0] == '~' ? path[1..] : "/api/v1" + path)} HTTP/1.1",
                "Content-Type: application/json", "Content-Length: 99999999999");
            if (status != 413)
            {
                wrong.Add($"{row}: {status}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    private async Task TryAsync(List<string> wrong, RouteWorld world, string what, Func<Task<ApiAnswer>> call)
    {
        var before = known.World == world ? known.State : world.ReadState();
        var answer = await call();
        // What the listener itself refuses (a zero byte in a path) has no id of a request and no body.
        var isExplained = answer.RequestId is null || (answer.Json as JsonObject)?["message"] is not null;
        if ((int)answer.Status >= 500 || ((int)answer.Status >= 400 && !isExplained && !what.Contains('~', StringComparison.Ordinal)))
        {
            wrong.Add($"{what}: {(int)answer.Status} {Shorten(answer.Text)}");
        }

        known = (world, world.ReadState());
        if ((int)answer.Status >= 400 && before != known.State && await ChangesAgainAsync(world, call))
        {
            wrong.Add($"{what}: {(int)answer.Status}, and yet something changed");
        }
    }

    // What changed may have been the end of a command that an earlier call began: asked again when none runs, it tells.
    private async Task<bool> ChangesAgainAsync(RouteWorld world, Func<Task<ApiAnswer>> call)
    {
        while ((await world.Owner.GetAsync("/commands")).ExpectOk().Json!.AsArray()
            .Any(command => command!["status"]!.GetValue<string>() is not ("success" or "failed" or "aborted")))
        {
            await Task.Delay(20);
        }

        var before = world.ReadState();
        var answer = await call();
        known = (world, world.ReadState());
        return (int)answer.Status >= 400 && before != known.State;
    }

    // A command that was taken must not end in an error of the server's own.
    private static async Task FindFailedCommandsAsync(List<string> wrong, RouteWorld world, RoleRow row)
    {
        var commands = (await world.Owner.GetAsync("/commands")).ExpectOk().Json!.AsArray();
        wrong.AddRange(commands
            .Where(command => command!["error"]?.ToString().Contains("error of its own", StringComparison.Ordinal) == true)
            .Select(command => $"{row}: a command ended with {command!["error"]}: {command["spec"]!.ToJsonString()}"));
    }

    private static string Shorten(string text) => text.Length > 300 ? text[..300] + "…" : text;
}
