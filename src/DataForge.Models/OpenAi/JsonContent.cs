using System.Net.Http.Headers;

namespace DataForge.Models.OpenAi;

/// <summary>A body of JSON.</summary>
internal static class JsonContent
{
    public static HttpContent Of(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
