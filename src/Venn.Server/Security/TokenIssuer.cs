using System.Collections.Concurrent;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Venn.Server.Wire;

namespace Venn.Server.Security;

/// <summary>Signs tokens and verifies them: JWT, HS256 and nothing else. Threads: safe.</summary>
public sealed class TokenIssuer
{
    private const int CacheCountMax = 10_000;

    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly SymmetricSecurityKey key;
    private readonly TimeProvider clock;
    private readonly TokenValidationParameters parameters;

    /// <summary>Verified tokens, so that a client's many requests pay for one verification.</summary>
    private readonly ConcurrentDictionary<string, TokenClaims> verified = new();

    public TokenIssuer(byte[] signingKey, TimeProvider clock)
    {
        key = new SymmetricSecurityKey(signingKey);
        this.clock = clock;
        parameters = new TokenValidationParameters
        {
            IssuerSigningKey = key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidateIssuer = false,
            ValidateAudience = false,
            RequireExpirationTime = true,
            ValidateLifetime = false,
        };
    }

    /// <param name="email">Whom it is for.</param>
    /// <param name="lifetime">How long it is good.</param>
    /// <param name="use">What it is good for.</param>
    /// <param name="keyId">The API key it is, if it is one: it ends with that key's removal.</param>
    public string Issue(string email, TimeSpan lifetime, TokenUse use = TokenUse.Access, string? keyId = null)
    {
        var now = clock.GetUtcNow();
        var claims = new Dictionary<string, object>
        {
            ["email"] = email.ToLowerInvariant(),
            ["sub"] = email.ToLowerInvariant(),
            ["use"] = use == TokenUse.Access ? "access" : "refresh",
        };
        if (keyId is not null)
        {
            claims["jti"] = keyId;
        }

        return Handler.CreateToken(new SecurityTokenDescriptor
        {
            Claims = claims,
            IssuedAt = now.UtcDateTime,
            Expires = (now + lifetime).UtcDateTime,
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256),
        });
    }

    /// <exception cref="ApiException">401: which check failed.</exception>
    public async ValueTask<TokenClaims> VerifyAsync(string token, TokenUse use)
    {
        if (!verified.TryGetValue(token, out var claims))
        {
            claims = await VerifySignatureAsync(token);
            if (verified.Count >= CacheCountMax)
            {
                verified.Clear();
            }

            verified[token] = claims;
        }

        if (claims.ExpiresAt <= clock.GetUtcNow())
        {
            throw ApiException.Unauthorized(
                $"The token expired at {WireTime.Format(claims.ExpiresAt)}. Get a new one: venn token --data DIR.");
        }

        return claims.Use == use
            ? claims
            : throw ApiException.Unauthorized($"The token is good for {claims.Use.ToString().ToLowerInvariant()} alone.");
    }

    private async Task<TokenClaims> VerifySignatureAsync(string token)
    {
        if (!Handler.CanReadToken(token))
        {
            throw ApiException.Unauthorized("The token is no JWT: it needs three parts of base64url, separated by dots.");
        }

        var result = await Handler.ValidateTokenAsync(token, parameters);
        if (!result.IsValid || result.SecurityToken is not JsonWebToken jwt)
        {
            throw ApiException.Unauthorized(Explain(result.Exception));
        }

        if (jwt.ValidTo == default)
        {
            throw ApiException.Unauthorized("The token has no expiry (claim exp).");
        }

        if (!jwt.TryGetPayloadValue<string>("email", out var email) || email.IndexOf('@') <= 0)
        {
            throw ApiException.Unauthorized("The token names no e-mail address in its claim email.");
        }

        jwt.TryGetPayloadValue<string>("use", out var use);
        jwt.TryGetPayloadValue<string>("jti", out var keyId);
        return new TokenClaims(
            email.ToLowerInvariant(), new DateTimeOffset(jwt.ValidTo, TimeSpan.Zero),
            use == "refresh" ? TokenUse.Refresh : TokenUse.Access, keyId);
    }

    private static string Explain(Exception? exception) => exception switch
    {
        SecurityTokenInvalidAlgorithmException => "The token is not signed with HS256, the one algorithm that Venn takes.",
        SecurityTokenSignatureKeyNotFoundException or SecurityTokenInvalidSignatureException =>
            "The token is unsigned or was signed with another key. Get one from this server: venn token --data DIR.",
        _ => "The token cannot be read as a JWT.",
    };
}
