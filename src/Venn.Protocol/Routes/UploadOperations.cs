namespace Venn.Protocol.Routes;

/// <summary>Values of <see cref="ApiHeaders.ItemOperation"/>.</summary>
public static class UploadOperations
{
    public const string Created = "created";
    public const string Overwrite = "overwrite";

    /// <summary>The path was taken and the upload's mode was <c>skip</c>: nothing was stored.</summary>
    public const string Skip = "skip";
}
