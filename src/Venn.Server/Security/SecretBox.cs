using System.Security.Cryptography;
using System.Text;

namespace Venn.Server.Security;

/// <summary>Keeps credentials of others (buckets, registries) encrypted at rest: AES-256-GCM under a key drawn from the signing key.</summary>
public sealed class SecretBox(byte[] signingKey)
{
    private const int NonceSizeBytes = 12;
    private const int TagSizeBytes = 16;

    private readonly byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, signingKey, 32, info: "venn secrets v1"u8.ToArray());

    /// <summary>Nonce, tag and ciphertext, in base64.</summary>
    public string Seal(string secret)
    {
        var plain = Encoding.UTF8.GetBytes(secret);
        var box = new byte[NonceSizeBytes + TagSizeBytes + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceSizeBytes));
        using var aes = new AesGcm(key, TagSizeBytes);
        aes.Encrypt(
            box.AsSpan(0, NonceSizeBytes), plain, box.AsSpan(NonceSizeBytes + TagSizeBytes), box.AsSpan(NonceSizeBytes, TagSizeBytes));
        return Convert.ToBase64String(box);
    }

    /// <exception cref="CryptographicException">It was sealed under another key, or is damaged.</exception>
    public string Open(string sealedText)
    {
        var box = Convert.FromBase64String(sealedText);
        var plain = new byte[box.Length - NonceSizeBytes - TagSizeBytes];
        using var aes = new AesGcm(key, TagSizeBytes);
        aes.Decrypt(
            box.AsSpan(0, NonceSizeBytes), box.AsSpan(NonceSizeBytes + TagSizeBytes), box.AsSpan(NonceSizeBytes, TagSizeBytes), plain);
        return Encoding.UTF8.GetString(plain);
    }
}
