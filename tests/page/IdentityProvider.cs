using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace RetailActors.Tests.Page;

/// <summary>An OpenID Connect provider that lets one person in without a question: discovery, keys, code, PKCE, token.
/// </summary>
public sealed class IdentityProvider : IAsyncDisposable
{
    private readonly RsaSecurityKey _key = new(RSA.Create(2048)) { KeyId = "k1" };
    private readonly ConcurrentDictionary<string, (string Nonce, string Challenge)> _codes = new();
    private readonly Dictionary<string, object> _claims;
    private readonly WebApplication _app;

    private IdentityProvider(Dictionary<string, object> claims)
    {
        _claims = claims;
        _app = LoopbackServer.Create().Build();
        _app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Address, authorization_endpoint = $"{Address}/authorize", token_endpoint = $"{Address}/token",
            jwks_uri = $"{Address}/keys", response_types_supported = new[] { "code" },
        }));
        _app.MapGet("/keys", () => Results.Json(new { keys = new[] { Key() } }));
        _app.MapGet("/authorize", Authorise);
        _app.MapPost("/token", Token);
    }

    public string Address => _app.Urls.Single();

    /// <summary>Starts one whose person has these claims.</summary>
    public static async Task<IdentityProvider> Start(Dictionary<string, object> claims)
    {
        var provider = new IdentityProvider(claims);
        await provider._app.StartAsync();
        return provider;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Authorise(HttpRequest request)
    {
        var query = request.Query;
        var code = Guid.NewGuid().ToString("n");
        _codes[code] = (query["nonce"].ToString(), query["code_challenge"].ToString());
        return Results.Redirect($"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"]!)}");
    }

    private async Task<IResult> Token(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        if (!_codes.TryRemove(form["code"].ToString(), out var asked)
            || Hash(form["code_verifier"].ToString()) != asked.Challenge)
        {
            return Results.BadRequest(new { error = "invalid_grant" });
        }
        var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Address, Audience = form["client_id"].ToString(), Expires = DateTime.UtcNow.AddMinutes(5),
            Claims = new Dictionary<string, object>(_claims) { ["nonce"] = asked.Nonce },
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.RsaSha256),
        });
        return Results.Json(new { access_token = "none", token_type = "Bearer", id_token = token });
    }

    private object Key()
    {
        var shown = _key.Rsa.ExportParameters(false);
        return new
        {
            kty = "RSA", use = "sig", kid = _key.KeyId, alg = "RS256", n = Base64UrlEncoder.Encode(shown.Modulus),
            e = Base64UrlEncoder.Encode(shown.Exponent),
        };
    }

    private static string Hash(string verifier) =>
        Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
}
