using DataForge.Core;

namespace DataForge.Models.OpenAi;

/// <summary>Where a server's routes lie, whichever of its addresses the user gave: the host, <c>…/v1</c>, or a whole <c>…/chat/completions</c>.</summary>
/// <param name="Root">Without a trailing slash and without <c>/v1</c>: vLLM's <c>/pooling</c> and <c>/classify</c> lie here.</param>
/// <param name="Api">Without a trailing slash: <c>chat/completions</c>, <c>completions</c> and <c>models</c> lie below it.</param>
/// <param name="Query">Kept on every request (<c>?api-version=…</c>); empty when there is none.</param>
internal sealed record EndpointAddress(string Root, string Api, string Query, bool IsLoopback)
{
    private static readonly string[] Routes = ["/chat/completions", "/completions", "/models"];

    /// <exception cref="ForgeException">Not http or https, or the address carries a password.</exception>
    public static EndpointAddress From(Uri endpoint)
    {
        if (!endpoint.IsAbsoluteUri || endpoint.Scheme is not ("http" or "https"))
            throw new ForgeException("--endpoint: expected an http:// or https:// address, as http://127.0.0.1:8000/v1");
        if (endpoint.UserInfo.Length > 0)
            throw new ForgeException("--endpoint: expected an address without user and password; the key is read from an environment variable");
        var path = endpoint.AbsolutePath.TrimEnd('/');
        var route = Routes.FirstOrDefault(r => path.EndsWith(r, StringComparison.Ordinal));
        if (route is not null) path = path[..^route.Length];
        var version = path[(path.LastIndexOf('/') + 1)..];
        var versioned = version.Length > 1 && version[0] == 'v' && char.IsAsciiDigit(version[1]);
        var host = endpoint.GetLeftPart(UriPartial.Authority);
        var root = versioned ? path[..(path.Length - version.Length - 1)] : path;
        var api = versioned || route is not null ? path : path + "/v1";
        return new EndpointAddress(host + root, host + api, endpoint.Query, endpoint.IsLoopback);
    }

    public Uri Route(string route) => new($"{Api}/{route}{Query}");

    public Uri RootRoute(string route) => new($"{Root}/{route}{Query}");

    public override string ToString() => Api;
}
