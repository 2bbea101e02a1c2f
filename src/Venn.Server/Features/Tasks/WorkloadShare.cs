namespace Venn.Server.Features.Tasks;

/// <param name="Annotator">E-mail in lower case.</param>
/// <param name="Load">Of a hundred.</param>
internal readonly record struct WorkloadShare(string Annotator, double Load);
