using System.Net;
using System.Security.Cryptography;
using Venn.Server.Security;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Routes;

/// <summary>No route but those of the table answers a caller that it does not know.</summary>
public sealed class RouteTokenTests(RouteFixture fixture) : IClassFixture<RouteFixture>
{
    [Fact]
    public async Task EveryRoute_WithoutAGoodToken_Is401()
    {
        var before = fixture.World.ReadState();
        var wrong = new List<string>();
        foreach (var (what, token) in Tokens())
        {
            var client = fixture.Server.ClientWithToken(token);
            foreach (var row in fixture.Routes.SelectMany(fixture.RowsOf).Where(row => row.LeastRole != RoleRow.Anyone))
            {
                var answer = await RouteCalls.SendRightAsync(client, fixture.World, row, fixture.RouteOf(row)!);
                if (answer.Status != HttpStatusCode.Unauthorized || fixture.World.IsSeenIn(answer))
                {
                    wrong.Add($"{row}, {what}: {(int)answer.Status}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
        Assert.Equal(before, fixture.World.ReadState());
    }

    private static IEnumerable<(string What, string? Token)> Tokens()
    {
        const string email = TestServer.Owner;
        yield return ("no token", null);
        yield return ("a token of another key", new TokenIssuer(RandomNumberGenerator.GetBytes(32), TimeProvider.System).Issue(email, TimeSpan.FromHours(1)));
        yield return ("no JWT", "abc");
        // {"alg":"none"} . {"email":"owner@example.org","exp":4102444800,"use":"access"}
        yield return ("an unsigned token", "eyJhbGciOiJub25lIn0.eyJlbWFpbCI6Im93bmVyQGV4YW1wbGUub3JnIiwiZXhwIjo0MTAyNDQ0ODAwLCJ1c2UiOiJhY2Nlc3MifQ.");
    }

    [Fact]
    public async Task EveryRoute_WithAnExpiredOrRefreshToken_Is401()
    {
        var key = SigningKey.ReadOrCreate(fixture.Server.DataDirectory);
        var issuer = new TokenIssuer(key, TimeProvider.System);
        var wrong = new List<string>();
        foreach (var token in new[]
        {
            issuer.Issue(TestServer.Owner, TimeSpan.FromSeconds(-5)), issuer.Issue(TestServer.Owner, TimeSpan.FromHours(1), TokenUse.Refresh),
            issuer.Issue(TestServer.Owner, TimeSpan.FromHours(1), TokenUse.Access, "revoked"),
        })
        {
            var client = fixture.Server.ClientWithToken(token);
            foreach (var row in fixture.Routes.SelectMany(fixture.RowsOf).Where(row => row.LeastRole != RoleRow.Anyone))
            {
                var answer = await RouteCalls.SendRightAsync(client, fixture.World, row, fixture.RouteOf(row)!);
                if (answer.Status != HttpStatusCode.Unauthorized)
                {
                    wrong.Add($"{row}: {(int)answer.Status}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }
}
