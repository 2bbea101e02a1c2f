namespace Venn.Server.Hosting;

/// <summary>What the process says to the shell.</summary>
public static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int BadUsage = 2;

    /// <summary>Another process holds the data directory.</summary>
    public const int DataLocked = 3;

    /// <summary>A newer version wrote the data directory.</summary>
    public const int DataTooNew = 4;

    /// <summary>The catalog is damaged.</summary>
    public const int DataDamaged = 5;

    /// <summary>The address to listen on is taken or not allowed.</summary>
    public const int AddressInUse = 6;
}
