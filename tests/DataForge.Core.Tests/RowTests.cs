using DataForge.Core;

namespace DataForge.Tests.Core;

public sealed class RowTests
{
    [Fact]
    public void An_unknown_field_keeps_its_raw_text()
    {
        var row = Row.Parse("""{"problem":"p","odd": 1.2300E+05 ,"deep":{"a":[1, 2]}}""");
        Assert.Equal("""{"problem":"q","odd":1.2300E+05,"deep":{"a":[1, 2]},"answer":"4"}""",
            row.With(e => e.Set("answer", "4").Set("problem", "q")).ToString());
    }

    [Fact]
    public void A_row_that_nobody_changed_is_the_line_as_read() =>
        Assert.Equal("""{ "a" : "\u00e9" }""", Row.Parse("""{ "a" : "\u00e9" }""").ToString());

    [Fact]
    public void A_repeated_name_keeps_its_last_value() => Assert.Equal(2, Row.Parse("""{"a":1,"a":2}""").Integer("a"));

    [Theory]
    [InlineData("[1]", "t.jsonl:7: expected a JSON object on this line, found an array")]
    [InlineData("""{"a":1} {""", "t.jsonl:7: expected a JSON object on this line: ")]
    [InlineData("""{"a":""", "t.jsonl:7: expected a JSON object on this line: ")]
    public void A_broken_line_names_file_and_line(string json, string message) =>
        Assert.StartsWith(message, Assert.Throws<ForgeException>(() => Row.Parse(json, "t.jsonl", 7)).Message);

    [Fact]
    public void A_wrong_type_says_what_was_expected() =>
        Assert.Equal("t:1: field \"a\": expected a string, found a number", Assert.Throws<ForgeException>(() => Row.Parse("""{"a":1}""", "t", 1).Text("a")).Message);

    [Fact]
    public void A_lone_surrogate_is_a_bad_record() =>
        Assert.Throws<ForgeException>(() => Row.Parse("""{"a":"\ud800"}""").Text("a"));

    [Fact]
    public void A_row_of_many_fields_reads_edits_and_keeps_the_last_of_repeated_names()
    {
        const int Count = 100_000;
        var json = "{" + string.Join(',', Enumerable.Range(0, Count).Select(i => $"\"f{i}\":{i}")) + ",\"f7\":\"again\"}";
        var row = Row.Parse(json);
        Assert.Equal(Count, row.Names.Count());
        Assert.Equal(("f8", "f7"), (row.Names.ElementAt(7), row.Names.Last()));
        Assert.Equal(("again", 99_999L), (row.Text("f7"), row.Integer("f99999")));
        var changed = row.With(e =>
        {
            foreach (var name in row.Names) e.SetRaw(name, row.Raw(name));
            e.Set("f3", "new").Set("g", 1).Remove("f4");
        });
        Assert.Equal(("new", 1L, false, Count), (changed.Text("f3"), changed.Integer("g"), changed.Has("f4"), changed.Names.Count()));
    }

    [Theory]
    [InlineData(31)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    public void Repeated_names_keep_their_last_value_and_place_at_any_number_of_fields(int fields)
    {
        var names = Enumerable.Range(0, fields).Select(i => $"f{i}").ToArray();
        var first = string.Join(',', names.Select((n, i) => $"\"{n}\":{i}"));
        var again = string.Join(',', names.Where((_, i) => i % 2 == 0).Select((n, i) => $"\"{n}\":{-i}"));
        var row = Row.Parse($"{{{first},{again}}}");
        Assert.Equal([.. names.Where((_, i) => i % 2 == 1), .. names.Where((_, i) => i % 2 == 0)], row.Names);
        for (var i = 0; i < fields; i++) Assert.Equal(i % 2 == 1 ? i : -(i / 2), row.Integer(names[i]));
        Assert.False(row.Has("f" + fields));
    }

    [Fact]
    public void A_row_of_a_million_fields_takes_no_square_of_steps()
    {
        var json = new System.Text.StringBuilder("{");
        for (var i = 0; i < 1_000_000; i++) json.Append(i == 0 ? "" : ",").Append('"').Append('f').Append(i % 600_000).Append("\":").Append(i);
        var row = Row.Parse(json.Append('}').ToString());
        Assert.Equal(600_000, row.Names.Count());
        Assert.Equal(999_999, row.Names.Sum(n => row.Integer(n) == 999_999 ? 999_999 : 0));
        var changed = row.With(e => e.Set("f1", "one").Remove("f2"));
        Assert.Equal(599_999, changed.Names.Count());
        Assert.Equal("one", changed.Text("f1"));
        Assert.Equal(changed.ToString(), Row.Parse(changed.ToString()).ToString());
    }
}
