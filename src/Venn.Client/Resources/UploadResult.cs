using Venn.Protocol.Entities;

namespace Venn.Client.Resources;

/// <param name="Item">The item at the path.</param>
/// <param name="Operation">What was done: a value of <see cref="Protocol.Routes.UploadOperations"/>.</param>
public sealed record UploadResult(Item Item, string Operation);
