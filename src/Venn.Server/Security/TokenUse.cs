namespace Venn.Server.Security;

/// <summary>What a token is good for.</summary>
public enum TokenUse
{
    /// <summary>Calling the API.</summary>
    Access,

    /// <summary>Getting an access token, nothing else.</summary>
    Refresh,
}
