namespace Venn.Client.Resources;

/// <summary>What an upload does when its path is taken.</summary>
public enum UploadMode
{
    /// <summary>Leaves the item as it is.</summary>
    Skip,

    /// <summary>Puts the new file in the old one's place.</summary>
    Overwrite,
}
