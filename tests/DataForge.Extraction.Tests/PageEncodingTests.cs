using System.Text;
using DataForge.Extraction;

namespace DataForge.Tests.Extraction;

public sealed class PageEncodingTests
{
    private const string Chinese = "设函数在区间上连续，求最大值，并说明我们的理由。", French = "Le café résumé déjà vu à la façon naïve.", Mixed = "Le café 中文 résumé.", Russian = "Производная функции измеряет скорость изменения.";

    static PageEncodingTests() => System.Text.Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private static ExtractedPage Read(byte[] bytes, string? contentType = null) => PageExtractor.Read(bytes, contentType, new ExtractSettings(false, 1, TimeSpan.FromSeconds(60), 1), TimeProvider.System);

    private static byte[] Page(string meta, string text, string encoding) => System.Text.Encoding.GetEncoding(encoding).GetBytes($"<html><head>{meta}</head><body><p>{text}</p></body></html>");

    [Theory]
    [InlineData("utf-8", Chinese, "gb18030", "gb18030")]
    [InlineData("utf-8", French, "windows-1252", "windows-1252")]
    [InlineData("iso-8859-1", Mixed, "utf-8", "utf-8")]
    [InlineData("us-ascii", Mixed, "utf-8", "utf-8")]
    [InlineData("gbk", Mixed, "utf-8", "utf-8")]
    [InlineData("shift_jis", Mixed, "utf-8", "utf-8")]
    [InlineData("windows-1251", French, "utf-8", "utf-8")]
    [InlineData("big5", French, "windows-1252", "windows-1252")]
    [InlineData("euc-jp", Chinese, "gb18030", "gb18030")]
    [InlineData("windows-1252", French, "windows-1252", "windows-1252")]
    [InlineData("gb2312", Chinese, "gb18030", "gb18030")]
    [InlineData("koi8-r", Russian, "koi8-r", "koi8-r")]
    public void What_is_stated_gives_way_to_what_the_bytes_are(string stated, string text, string written, string found)
    {
        foreach (var page in (ExtractedPage[])[Read(Page($"<meta charset={stated}>", text, written)), Read(Page("", text, written), $"text/html; charset={stated}"), Read(Page($"<meta http-equiv=content-type content='text/html; charset={stated}'>", text, written), "text/html")])
            Assert.Equal((text, found, 0), (page.Text, page.Charset, page.Broken));
    }

    [Theory, InlineData("<meta charset=utf-8>"), InlineData("<meta charset=iso-8859-1>"), InlineData("")]
    public void A_page_cut_within_a_character_stays_in_its_encoding(string meta)
    {
        var page = Read([.. System.Text.Encoding.UTF8.GetBytes($"{meta}<p>{Chinese}"), 0xE6, 0x9C]);
        Assert.Equal((Chinese + "\uFFFD", "utf-8", 1), (page.Text, page.Charset, page.Broken));
    }

    [Theory, InlineData("utf-8", 2), InlineData("gb18030", 2)]
    public void A_few_broken_characters_are_counted_and_do_not_change_the_encoding(string stated, int broken)
    {
        byte[] bad = [0xFF, (byte)' ', 0xFF, (byte)' '];
        var page = Read([.. System.Text.Encoding.GetEncoding(stated).GetBytes($"<meta charset={stated}><p>{Chinese}"), .. bad, .. System.Text.Encoding.GetEncoding(stated).GetBytes(Chinese)]);
        Assert.Equal((stated, broken, broken), (page.Charset, page.Broken, page.Text.Count(c => c == '\uFFFD')));
    }

    [Fact]
    public void A_byte_order_mark_outweighs_all_else()
    {
        var page = Read([0xFE, 0xFF, .. System.Text.Encoding.BigEndianUnicode.GetBytes($"<meta charset=utf-8><p>{Mixed}</p>")], "text/html; charset=gbk");
        Assert.Equal((Mixed, "utf-16be"), (page.Text, page.Charset));
    }

    [Theory]
    [InlineData(Russian, "", "ru")]
    [InlineData(Russian, "en", "ru")]
    [InlineData("Похідна функції вимірює швидкість зміни.", "", "uk")]
    [InlineData("Вытворная функцыі паказвае хуткасць змянення, і яўна.", "", "be")]
    [InlineData("Производната на функцията измерва скоростта, с която тъй бързо се изменя ъгълът.", "", "bg")]
    [InlineData("Производната мери скорост", "bg", "bg")]
    [InlineData("Извод функције мери брзину промене њене вредности.", "", "sr")]
    public void Cyrillic_letters_narrow_the_language(string text, string stated, string language) =>
        Assert.Equal(language, Read(System.Text.Encoding.UTF8.GetBytes($"<html lang='{stated}'><p>{text}</p></html>")).Language);
}
