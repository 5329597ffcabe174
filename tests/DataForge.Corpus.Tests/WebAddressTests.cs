using DataForge.Corpus;

namespace DataForge.Tests.Corpus;

public sealed class WebAddressTests
{
    [Theory]
    [InlineData("https://www.Example.org:443/A/b/?x=1&utm_medium=m#c", "example.org", "/A/b", "?x=1")]
    [InlineData("example.org", "example.org", "/", "")]
    [InlineData("//cdn.example.org/x", "cdn.example.org", "/x", "")]
    [InlineData("http://user:pw@example.org./", "example.org", "/", "")]
    [InlineData("http://example.org:8080/?gclid=1", "example.org:8080", "/", "")]
    [InlineData("http://example.org/%61%2f%7Eb%zz", "example.org", "/a%2F~b%zz", "")]
    [InlineData("http://example.org/app#!/one", "example.org", "/app", "#!/one")]
    public void An_address_has_one_spelling(string text, string host, string path, string query) =>
        Assert.Equal(new WebAddress(host, path, query), WebAddress.Parse(text));

    [Theory, InlineData(""), InlineData("ftp://example.org/x"), InlineData("not an address"), InlineData("mailto:a@b.c d"), InlineData("page"), InlineData("-"), InlineData("N/A"), InlineData("unknown"), InlineData("None"), InlineData("about:blank"), InlineData("http://"), InlineData("https:///")]
    public void What_is_no_page_has_no_address(string text) => Assert.Null(WebAddress.Parse(text));
}
