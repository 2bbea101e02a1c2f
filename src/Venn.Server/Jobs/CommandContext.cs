using System.Text.Json.Nodes;
using Venn.Server.Security;

namespace Venn.Server.Jobs;

/// <summary>What a running command is given. One thread at a time.</summary>
public sealed class CommandContext
{
    private readonly Action<double> report;

    internal CommandContext(string id, Caller caller, JsonObject spec, Action<double> report)
    {
        (Id, Caller, Spec) = (id, caller, spec);
        this.report = report;
    }

    public string Id { get; }

    public Caller Caller { get; }

    /// <summary>The command's spec: the work writes its results here; they are seen once it is done.</summary>
    public JsonObject Spec { get; }

    /// <summary>0 to 100, seen by who polls.</summary>
    public void ReportProgress(double percent) => report(Math.Clamp(percent, 0, 100));
}
