namespace RetailActors.Gateway;

/// <summary>Configuration section <c>Page</c>: the control plane page.</summary>
public sealed class PageOptions
{
    /// <summary>Whether the page is served.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Folder of the keys that protect the sign-in cookie; unless given they are in the cluster.</summary>
    public string? KeyDirectory { get; set; }

    /// <summary>Let a browser agree with its gateway on a transport first. For networks that have no WebSockets; a load
    /// balancer then has to keep a browser at one gateway.</summary>
    public bool Negotiate { get; set; }

    /// <summary>A sign-in ends after so long without use.</summary>
    public double SessionHours { get; set; } = 8;

    /// <summary>Browser tabs that one gateway keeps for people whose connection has gone.</summary>
    public int MaxDisconnected { get; set; } = 50;

    /// <summary>Sign-in by OpenID Connect, besides API keys.</summary>
    public OidcOptions Oidc { get; set; } = new();

    /// <summary>Reads and checks.</summary>
    /// <exception cref="WrongSettingException">A value is wrong or missing; the message names its key.</exception>
    public static PageOptions Read(IConfiguration configuration)
    {
        var options = new PageOptions();
        try
        {
            configuration.GetSection("Page").Bind(options);
        }
        catch (InvalidOperationException e)
        {
            throw new WrongSettingException(e.Message);
        }
        options.Check();
        return options;
    }

    private void Check()
    {
        if (SessionHours is not (> 0 and <= 24 * 30))
        {
            throw new WrongSettingException("Page:SessionHours must be over 0 and at most 720.");
        }
        if (MaxDisconnected is < 0 or > 10_000)
        {
            throw new WrongSettingException("Page:MaxDisconnected must be 0 to 10000.");
        }
        if (!Oidc.IsOn)
        {
            return;
        }
        if (!Uri.TryCreate(Oidc.Authority, UriKind.Absolute, out _))
        {
            throw new WrongSettingException("Page:Oidc:Authority is not an address.");
        }
        if (string.IsNullOrEmpty(Oidc.ClientId))
        {
            throw new WrongSettingException("Page:Oidc:ClientId is missing.");
        }
        if (!Identifier.IsValid(Oidc.Tenant) && string.IsNullOrEmpty(Oidc.TenantClaim))
        {
            throw new WrongSettingException(
                "Page:Oidc:Tenant or Page:Oidc:TenantClaim has to say whose data is shown.");
        }
    }
}

/// <summary>Configuration section <c>Page:Oidc</c>.</summary>
public sealed class OidcOptions
{
    /// <summary>Address of the identity provider; without it there is no such sign-in.</summary>
    public string? Authority { get; set; }

    /// <summary>Our name there.</summary>
    public string? ClientId { get; set; }

    /// <summary>Our secret there, or none for a public client (PKCE is used in any case).</summary>
    public string? ClientSecret { get; set; }

    /// <summary>Whose data everybody works on who signs in here.</summary>
    public string? Tenant { get; set; }

    /// <summary>The claim that names the tenant instead.</summary>
    public string? TenantClaim { get; set; }

    /// <summary>The claim with the roles: <c>it</c>, <c>operations</c>, <c>finance</c>, <c>service</c>, <c>store</c>.
    /// </summary>
    public string RoleClaim { get; set; } = "roles";

    /// <summary>The claim with the id that goes into the journal; never a name or an address.</summary>
    public string IdClaim { get; set; } = "sub";

    /// <summary>Words on the button.</summary>
    public string Label { get; set; } = "Sign in with single sign-on";

    /// <summary>True when it is configured.</summary>
    public bool IsOn => !string.IsNullOrEmpty(Authority);
}
