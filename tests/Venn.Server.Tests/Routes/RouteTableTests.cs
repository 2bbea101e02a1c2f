namespace Venn.Server.Tests.Routes;

/// <summary>A new route fails here until <c>docs/protocol/roles.md</c> says who may call it.</summary>
public sealed class RouteTableTests(RouteFixture fixture) : IClassFixture<RouteFixture>
{
    [Fact]
    public void EveryMappedRoute_StandsInTheTableOfRoles()
    {
        var known = fixture.Rows.Select(row => row.Route).ToHashSet();
        var missing = string.Join(Environment.NewLine, fixture.Routes.Where(route => !known.Contains(route.Name)).Select(route => route.Name));
        Assert.True(missing.Length == 0, missing);
    }

    [Fact]
    public void EveryRowOfTheTable_IsARoute_AndNamesARole()
    {
        var mapped = fixture.Routes.Select(route => route.Name).ToHashSet();
        Assert.Empty(fixture.Rows.Where(row => !mapped.Contains(row.Route)).Select(row => row.Name));
        Assert.Empty(fixture.Rows.GroupBy(row => row.Name).Where(rows => rows.Count() > 1).Select(rows => rows.Key));
        Assert.All(fixture.Rows, row => Assert.True(
            row.IsOfProject || row.LeastRole is RoleRow.Anyone or RoleRow.User or RoleRow.StoreOwner, $"{row.Name}: '{row.LeastRole}' is no role"));
    }

    [Fact]
    public void EveryRightCall_IsOfARowOfTheTable() =>
        Assert.Equal("", string.Join('\n', RouteCases.Rows.Except(fixture.Rows.Select(row => row.Name))));
}
