using System.Text.Json.Nodes;
using Venn.Cli.Tests.Fakes;
using Venn.Client;
using Venn.Client.Queries;
using Venn.Client.Resources;
using Venn.Protocol.Requests;

namespace Venn.Cli.Tests.Journeys;

/// <summary>The example of docs/client.md, line by line, so that it stays true.</summary>
public sealed class ClientExample(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task The_example_of_the_docs_does_what_it_says()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.jpg", "a photo");
        var token = server.Token;

        using var venn = new VennClient(server.Client.Server, token);
        var project = await venn.Projects.CreateAsync("roadside", TestContext.Current.CancellationToken);
        var night = await venn.Datasets.CreateAsync(project.Id, "night", TestContext.Current.CancellationToken);
        await using var photo = File.OpenRead(folder.PathOf("a.jpg"));
        var weather = new JsonObject { ["user"] = new JsonObject { ["weather"] = "rain" } };
        await venn.Items.UploadAsync(
            night.Id, new ItemUpload { Path = "/cam1/a.jpg", Content = photo, Metadata = weather }, TestContext.Current.CancellationToken);
        var v1 = await venn.Versions.TakeSnapshotAsync(
            night.Id, new SnapshotRequest { Name = "v1" }, TestContext.Current.CancellationToken);
        var rain = Query.Files.Where("metadata.user.weather", "rain");
        var wet = await venn.Datasets.CloneAsync(
            night.Id, new CloneRequest { Name = "wet", Filter = rain.ToBody() }, cancellationToken: TestContext.Current.CancellationToken);
        var names = new List<string>();
        await foreach (var item in venn.Items.ListAsync(wet.Id, cancellationToken: TestContext.Current.CancellationToken))
        {
            names.Add(item.Filename);
        }

        var diff = await venn.Versions.DiffAsync(
            night.Id, from: v1.Id, to: wet.Id, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(["/cam1/a.jpg"], names);
        Assert.Equal(0, diff.TotalItemsCount);
    }
}
