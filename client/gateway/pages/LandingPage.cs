using System.Reflection;

namespace RetailActors.Gateway;

/// <summary>The page at <c>/</c>.</summary>
public static class LandingPage
{
    private static readonly byte[] _html = Load();

    /// <summary>Serves it.</summary>
    public static Task Serve(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy =
            "default-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:; "
            + "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.ContentLength = _html.Length;
        return HttpMethods.IsHead(http.Request.Method)
            ? Task.CompletedTask
            : http.Response.Body.WriteAsync(_html, http.RequestAborted).AsTask();
    }

    private static byte[] Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("pages/landing.html")
            ?? throw new InvalidOperationException("The landing page is not in the assembly.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
