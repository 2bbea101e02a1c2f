using System.Text.Json.Nodes;
using Venn.Engine.Versions;
using Venn.Server.Features.Tasks;
using Venn.Server.Features.Users;
using Venn.Server.Hosting;
using Venn.Server.Jobs;
using Venn.Server.Security;
using Venn.Server.Wire;

namespace Venn.Server.Features.Assignments;

/// <summary>Routes that give an assignment's items to others: commands. The items keep their statuses.</summary>
internal static class AssignmentCommands
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapPost("/assignments/{id}/reassign", ReassignAsync).WithSummary("Gives an assignment to another: {taskId, annotator}.");
        api.MapPost("/assignments/{id}/redistribute", RedistributeAsync).WithSummary("Spreads an assignment over others: {taskId, workload}.");
    }

    private static async Task<IResult> ReassignAsync(
        HttpContext context, string id, ProjectAccess access, CommandService commands, TaskWriter tasks, UserStore users)
    {
        var assignment = AssignmentEndpoints.Require(context, id, access, ProjectRole.AnnotationManager);
        var request = await JsonBody.ReadObjectAsync(context);
        var annotator = Email.Require(request.GetText("annotator"), "annotator");
        await users.EnsureAsync(annotator);
        var caller = context.GetCaller();
        var spec = new JsonObject { ["fromAssignment"] = assignment.Id };
        var command = await commands.RunAsync(caller, "ReassignAssignment", assignment.Scope, spec, (running, cancellation) =>
            GiveAsync(assignment, [new WorkloadShare(annotator, 100)], caller, tasks, to => running.Spec["toAssignment"] = to, cancellation));
        return WireJson.Result(command.ToWire(context.GetApiUrl()));
    }

    private static async Task<IResult> RedistributeAsync(
        HttpContext context, string id, ProjectAccess access, CommandService commands, TaskWriter tasks, UserStore users)
    {
        var assignment = AssignmentEndpoints.Require(context, id, access, ProjectRole.AnnotationManager);
        var request = await JsonBody.ReadObjectAsync(context);
        var shares = Workload.Read(request) ?? throw ApiException.BadRequest("workload is missing: give [{assigneeId, load}].");
        foreach (var share in shares)
        {
            await users.EnsureAsync(share.Annotator);
        }

        var caller = context.GetCaller();
        var spec = new JsonObject { ["fromAssignment"] = assignment.Id, ["workload"] = request["workload"]!.DeepClone() };
        var command = await commands.RunAsync(caller, "RedistributeAssignment", assignment.Scope, spec, (_, cancellation) =>
            GiveAsync(assignment, shares, caller, tasks, _ => { }, cancellation));
        return WireJson.Result(command.ToWire(context.GetApiUrl()));
    }

    private static Task GiveAsync(
        Document assignment, IReadOnlyList<WorkloadShare> shares, Caller caller, TaskWriter tasks, Action<string> tellTarget,
        CancellationToken cancellationToken) => tasks.UpdateAsync(
            AssignmentMapping.TaskIdOf(assignment),
            new CommitInfo(caller.Email, "task", $"Give the assignment '{assignment.Root.GetText("name")}' to others"),
            edit =>
            {
                var items = edit.ReadItems(TaskFilters.In(assignment.Id));
                var isKept = shares.Any(share => share.Annotator == AssignmentMapping.AnnotatorOf(assignment));
                var parts = Workload.Divide(shares, items.Count);
                var next = 0;
                for (var index = 0; index < shares.Count; index++)
                {
                    var target = edit.EnsureAssignment(shares[index].Annotator).Id;
                    tellTarget(target);
                    foreach (var item in items.Skip(next).Take(parts[index]))
                    {
                        edit.Edit(item, body => target != assignment.Id
                            && (ItemRefs.Remove(body, new HashSet<string> { assignment.Id })
                                | ItemRefs.AddAssignment(body, edit.Task.Id, target)));
                    }

                    next += parts[index];
                }

                if (!isKept)
                {
                    edit.RemoveAssignment(assignment.Id);
                }

                return edit.CollectDocuments(isNewTask: false);
            },
            cancellationToken);
}
