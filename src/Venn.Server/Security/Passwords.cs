using System.Globalization;
using System.Security.Cryptography;

namespace Venn.Server.Security;

/// <summary>
/// Password hashes: PBKDF2 with SHA-256, written <c>pbkdf2-sha256$iterations$salt$hash</c>. Hashing is slow on purpose;
/// at most two run at once, so that a flood of log-ins does not take the machine.
/// </summary>
internal static class Passwords
{
    private const string Scheme = "pbkdf2-sha256";
    private const int Iterations = 210_000;
    private const int SaltSizeBytes = 16;
    private const int HashSizeBytes = 32;

    private static readonly SemaphoreSlim AtOnce = new(2);

    public static async Task<string> HashAsync(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltSizeBytes);
        var hash = await DeriveAsync(password, salt, Iterations);
        return string.Create(
            CultureInfo.InvariantCulture, $"{Scheme}${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    public static async Task<bool> VerifyAsync(string password, string? stored)
    {
        var parts = (stored ?? "").Split('$');
        if (parts.Length != 4 || parts[0] != Scheme)
        {
            // As slow as a wrong password: the time does not tell whether there is such a user.
            await DeriveAsync(password, new byte[SaltSizeBytes], Iterations);
            return false;
        }

        var iterations = int.Parse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture);
        var hash = await DeriveAsync(password, Convert.FromBase64String(parts[2]), iterations);
        return CryptographicOperations.FixedTimeEquals(hash, Convert.FromBase64String(parts[3]));
    }

    private static async Task<byte[]> DeriveAsync(string password, byte[] salt, int iterations)
    {
        await AtOnce.WaitAsync();
        try
        {
            return await Task.Run(() =>
                Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, HashSizeBytes));
        }
        finally
        {
            AtOnce.Release();
        }
    }
}
