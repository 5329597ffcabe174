using System.Text;
using DataForge.Contamination;

namespace DataForge.Tests.Contamination;

public sealed class ScanMarks
{
    private static string Mark(string line, string index = "aa") => Encoding.UTF8.GetString(new ScanMark(index).On(Encoding.UTF8.GetBytes(line)));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1,"decontamination":{"action":"keep","index":"aa"}}""")]
    [InlineData("{ \"a\" : 1.0 } \r", "{ \"a\" : 1.0,\"decontamination\":{\"action\":\"keep\",\"index\":\"aa\"}}")]
    [InlineData("{ }", """{"decontamination":{"action":"keep","index":"aa"}}""")]
    [InlineData("""{"text":"the word \"decontamination\""}""", """{"text":"the word \"decontamination\"","decontamination":{"action":"keep","index":"aa"}}""")]
    public void A_kept_row_says_which_index_it_was_checked_against_and_keeps_its_bytes(string line, string marked) => Assert.Equal(marked, Mark(line));

    [Fact]
    public void A_second_check_adds_its_index_and_keeps_the_first_ones_hits()
    {
        Assert.Equal("""{"decontamination":{"action":"keep","index":"aa+bb"}}""", Mark("""{"decontamination":{"action":"keep","index":"aa"}}""", "bb"));
        Assert.Equal("""{"decontamination":{"action":"keep","index":"aa"}}""", Mark("""{"decontamination":{"action":"keep","index":"aa"}}"""));
        Assert.Equal("""{"decontamination":{"action":"flag","index":"aa+bb","hits":[{"tier":"short"}]},"x":1}""", Mark("""{"decontamination":{"action":"flag","index":"aa","hits":[{"tier":"short"}]},"x":1}""", "bb"));
    }
}
