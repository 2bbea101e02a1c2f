namespace Venn.Server.Features.Datasets;

/// <summary>A dataset is held as it is until somebody unfreezes it.</summary>
/// <param name="Reason">Told to whoever tries to write.</param>
/// <param name="By">E-mail.</param>
/// <param name="At">When.</param>
internal sealed record DatasetFreeze(string Reason, string By, DateTimeOffset At);
