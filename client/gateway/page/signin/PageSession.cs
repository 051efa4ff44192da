using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;

namespace RetailActors.Gateway;

/// <summary>Nobody is signed in any more: the key has been taken out of force.</summary>
public sealed class SignedOutException() : Exception("The sign-in is not valid any more.");

/// <summary>Who looks at the page in this tab. Asked before every look and every action, so that a key that is taken
/// out of force ends what is open too.</summary>
public sealed class PageSession(AuthenticationStateProvider authentication, ApiClients clients, TimeProvider time)
{
    private ClaimsPrincipal? _user;

    /// <summary>Who it is.</summary>
    /// <exception cref="SignedOutException">Nobody any more.</exception>
    public async ValueTask<Staff> Current()
    {
        _user ??= (await authentication.GetAuthenticationStateAsync()).User;
        return Staff.Of(_user, clients, time.GetUtcNow()) ?? throw new SignedOutException();
    }
}
