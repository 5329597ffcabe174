using DataForge.Core;

namespace DataForge.Tests.Core;

/// <summary>What a run states of files.</summary>
public sealed class StatedFilesTests
{
    [Fact]
    public void A_list_is_read_back_with_blanks_in_its_paths_and_lines_of_another_form_state_nothing()
    {
        var list = Path.GetTempFileName();
        try
        {
            var hash = new string('a', 64);
            File.WriteAllText(list, StatedFiles.Text([("/d/a b.jsonl", hash), ("/d/c.jsonl", hash)]) + "short /d/e.jsonl\n" + hash + "\n");
            Assert.Equal([("/d/a b.jsonl", hash), ("/d/c.jsonl", hash)], StatedFiles.Read(list).Select(f => (f.Key, f.Value)).Order());
            Assert.Empty(StatedFiles.Read(list + ".none"));
            Assert.Empty(StatedFiles.Read(null));
        }
        finally
        {
            File.Delete(list);
        }
    }
}
