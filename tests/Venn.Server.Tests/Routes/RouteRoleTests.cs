using System.Net;
using Venn.Server.Tests.Hosting;

namespace Venn.Server.Tests.Routes;

/// <summary>Holds the server to <c>docs/protocol/roles.md</c>, row by row, with calls that are right in all else.</summary>
public sealed class RouteRoleTests(RouteFixture fixture) : IClassFixture<RouteFixture>
{
    /// <summary>Who is no member sees nothing and changes nothing: of a list, nothing of it; of anything else, not that it is there.</summary>
    [Fact]
    public async Task AStranger_SeesNothingAndChangesNothing()
    {
        var stranger = fixture.Server.ClientOf(ServerFixture.NewEmail("stranger"));
        var wrong = new List<string>();
        foreach (var row in fixture.Routes.SelectMany(fixture.RowsOf).Where(row => row.LeastRole != RoleRow.User && row.LeastRole != RoleRow.Anyone))
        {
            var before = fixture.World.ReadState();
            var answer = await RouteCalls.SendRightAsync(stranger, fixture.World, row, fixture.RouteOf(row)!);
            if (answer.Status is not (HttpStatusCode.Forbidden or HttpStatusCode.NotFound) || fixture.World.IsSeenIn(answer))
            {
                wrong.Add($"{row}: {(int)answer.Status} {answer.Text}");
            }

            if (before != fixture.World.ReadState())
            {
                wrong.Add($"{row}: changed something");
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    /// <summary>Routes of every user give each their own.</summary>
    [Fact]
    public async Task AStranger_OnRoutesOfEveryUser_SeesNothingOfOthers()
    {
        var stranger = fixture.Server.ClientOf(ServerFixture.NewEmail("stranger"));
        var wrong = new List<string>();
        foreach (var row in fixture.Routes.SelectMany(fixture.RowsOf).Where(row => row.LeastRole is RoleRow.User or RoleRow.Anyone))
        {
            var answer = await RouteCalls.SendRightAsync(stranger, fixture.World, row, fixture.RouteOf(row)!);
            if ((int)answer.Status >= 500 || fixture.World.IsSeenIn(answer))
            {
                wrong.Add($"{row}: {(int)answer.Status} {answer.Text}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public async Task ALesserRole_IsForbidden_AndNothingIsChanged()
    {
        var wrong = new List<string>();
        foreach (var row in fixture.Rows.Where(row => (row.IsOfProject || row.LeastRole == RoleRow.StoreOwner) && fixture.RouteOf(row) is not null))
        {
            var lesser = row.IsOfProject ? RoleRow.Roles.TakeWhile(role => role != row.LeastRole) : RoleRow.Roles.SkipLast(1);
            foreach (var role in lesser)
            {
                var before = fixture.World.ReadState();
                var answer = await RouteCalls.SendRightAsync(fixture.World.ClientOf(role), fixture.World, row, fixture.RouteOf(row)!);
                if (answer.Status != HttpStatusCode.Forbidden)
                {
                    wrong.Add($"{row} as {role}: {(int)answer.Status} {answer.Text}");
                }

                if (before != fixture.World.ReadState())
                {
                    wrong.Add($"{row} as {role}: changed something");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    /// <summary>The least role of the table is enough. Each call has a world of its own: many end or empty theirs.</summary>
    [Fact]
    public async Task TheLeastRole_MayDoIt()
    {
        var wrong = new List<string>();
        foreach (var row in fixture.Rows.Where(row => row.IsOfProject && fixture.RouteOf(row) is not null))
        {
            var route = fixture.RouteOf(row)!;
            var world = route.MayHaveBody ? await RouteWorld.CreateAsync(fixture.Server) : fixture.World;
            var answer = await RouteCalls.SendRightAsync(world.ClientOf(row.LeastRole), world, row, route);
            var expected = RouteCases.Of(row).AllowedStatus;
            if (expected == 0 ? (int)answer.Status is < 200 or >= 300 : (int)answer.Status != expected)
            {
                wrong.Add($"{row} as {row.LeastRole}: {(int)answer.Status} {answer.Text}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }
}
