using System.Globalization;
using System.Text.Json;
using Venn.Cli.Hosting;
using Venn.Protocol.Json;
using Venn.Protocol.Queries;

namespace Venn.Cli.Commands.Data;

/// <summary>The plan of a query as a table: a step a line, what it consists of below it.</summary>
internal static class PlanRows
{
    public static void Write(Invocation run, QueryPlan plan)
    {
        if (run.Results.IsJson)
        {
            run.Results.WriteJson(JsonSerializer.SerializeToNode(plan, ProtocolJson.Default.QueryPlan));
            return;
        }

        var steps = Flatten(plan.Steps, depth: 0).ToList();
        run.Results.WriteRows(
            ["STEP", "ROWS IN", "ROWS OUT", "SKIPPED", "SCANNED", "LOOKED UP", "BODIES", "TIME"], steps,
            static entry =>
            [
                new string(' ', 2 * entry.Depth) + entry.Step.Name + (entry.Step.Detail.Length > 0 ? $": {entry.Step.Detail}" : "")
                    + (entry.Step.Kept ? " (kept)" : ""),
                Text(entry.Step.RowsIn), Text(entry.Step.RowsOut), Text(entry.Step.Segments.Skipped), Text(entry.Step.Segments.Scanned),
                Text(entry.Step.Segments.LookedUp), Text(entry.Step.BodiesRead),
                entry.Step.ElapsedMs.ToString("0.000", CultureInfo.InvariantCulture) + " ms",
            ]);
        run.Notes.Say(string.Create(
            CultureInfo.InvariantCulture, $"{plan.TotalItemsCount} found in {plan.ElapsedMs:0.000} ms on the server, at commit {plan.CommitId}."));
        if (steps.Exists(entry => entry.Step.BodiesRead > 0))
        {
            run.Notes.Say(
                "Bodies were read: a column does not hold all of that field. Geometry and texts over 8,192 bytes have none, nor have the "
                + "fields past the first 1,024 of a segment of 65,536 rows.");
        }
    }

    private static IEnumerable<(QueryStep Step, int Depth)> Flatten(IReadOnlyList<QueryStep> steps, int depth) =>
        steps.SelectMany(step => Flatten(step.Steps, depth + 1).Prepend((step, depth)));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
