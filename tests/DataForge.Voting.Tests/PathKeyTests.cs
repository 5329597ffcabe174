using DataForge.Core;
using DataForge.Voting;

namespace DataForge.Tests.Voting;

public sealed class PathKeyTests
{
    [Theory]
    [InlineData("She has 48/2 = <<48/2=24>>24 left. In all <<48+24=72>>72.", "annotations", "48/2=24|48+24=72")]
    [InlineData("<<48/2=24.0>>24, then << 1,000 + 24 = 1,024 >>", "annotations", "48/2=24|1000+24=1024")]
    [InlineData("an open << here and <<5*3=15>>15", "annotations", "5*3=15")]
    [InlineData("First 48 / 2 = 24. Then 48 + 24 = 72.", "equations", "48/2=24|48+24=72")]
    [InlineData(@"We get \(48 \div 2 = 24\) and \[48+24=72\]", "equations", "48/2=24|48+24=72")]
    [InlineData(@"$\frac{48}{2} = 24$ clips", "equations", "((48)/(2))=24")]
    [InlineData("The cost is $48 / $2 = $24.", "equations", "48/2=24")]
    [InlineData("so x + 3 = 7, x = 4", "equations", "x+3=7|x=4")]
    [InlineData("By symmetry  the\nanswer is C", "text", "by symmetry the answer is c")]
    [InlineData("", "text", "")]
    public void A_path_is_the_list_of_its_equations(string solution, string rule, string key) =>
        Assert.Equal(new PathKey(key, rule), PathKey.Of(solution));

    [Theory]
    [InlineData("48/2 = <<48/2=25>>25", "48/2=25")]
    [InlineData("<<1/3=0.332>>", "1/3=0.332")]
    [InlineData("so 48 / 2 = 25.", "48/2=25")]
    public void An_equation_that_does_not_hold_breaks_the_path(string solution, string equation) =>
        Assert.Equal((null, equation), (PathKey.Of(solution).Text, PathKey.Of(solution).BrokenEquation));

    [Theory]
    [InlineData("<<1/3=0.3333>>")]
    [InlineData("1/3 = 0.33")]
    [InlineData("17 = 2 (mod 5)")]
    [InlineData("5! = 120")]
    [InlineData("x = 3 = y")]
    [InlineData("2^10 = 1024")]
    [InlineData("20% * 50 = 10")]
    [InlineData("-3 + 5 = 2")]
    public void Rounding_and_what_is_not_arithmetic_break_nothing(string solution) => Assert.NotNull(PathKey.Of(solution).Text);

    [Fact]
    public void The_order_of_steps_makes_another_path_and_wording_does_not()
    {
        Assert.NotEqual(PathKey.Of("<<1+2=3>> <<4+5=9>>"), PathKey.Of("<<4+5=9>> <<1+2=3>>"));
        Assert.Equal(PathKey.Of("First, 12 * 3 = 36 apples."), PathKey.Of(@"Altogether \(12 \times 3 = 36\) of them."));
    }

    [Theory]
    [InlineData("# add\nx = 3\nprint( x+1 )", "y=3\n\nprint(y + 1)  # one more")]
    [InlineData("from sympy import symbols as s\nprint(s('t'))", "from sympy import symbols\nprint(symbols(\"t\"))")]
    [InlineData("import sympy as sp\nprint(sp.sqrt(4))", "import sympy\nprint(sympy.sqrt(4))")]
    [InlineData("def f(width, h=2):\n    return width*h\nprint(f(3))", "def area(a, b = 2):\n\t\"\"\"Area.\"\"\"\n\treturn a * b\n\nprint(area(3))")]
    [InlineData("n = 4; print(f'total {n:.2f} of {n + 1!r}')", "total = 4\nprint(f'total {total:.2f} of {total + 1!r}')")]
    [InlineData("t = [i*i for i in range(3)]\nprint(sum(t))", "squares = [k * k for k in range(3)]\nprint(sum(squares))")]
    [InlineData("a, (b, c) = 1, (2, 3)\nfor i, j in [(a, b)]: z = i\nprint(z)", "p, (q, r) = 1, (2, 3)\nfor m, n in [(p, q)]: w = m\nprint(w)")]
    [InlineData("g = lambda x, *k: x\nprint(g(1_000))", "h = lambda y, *m: y\nprint(h(1000))")]
    [InlineData("x = (1 +\n     2)\nprint(x)", "x = (1 + 2)\nprint(x)")]
    [InlineData("x = 1 + \\\n  2\nprint(x)", "x = 1 + 2\nprint(x)")]
    public void Programs_that_differ_in_names_and_layout_are_one_path(string one, string other) =>
        Assert.Equal(PathKey.OfCalls([(one, "5\n")]), PathKey.OfCalls([(other, " 5")]));

    [Theory]
    [InlineData("print(a + b)", "print(b + a)")]
    [InlineData("x = 1\ny = 2\nprint(x - y)", "x = 1\ny = 2\nprint(y - x)")]
    [InlineData("if a:\n    b = 1\nprint(b)", "if a:\n    b = 1\n    print(b)")]
    [InlineData("print(solve(x, dict=True))", "print(solve(x, set=True))")]
    [InlineData("print(p.area)", "print(p.width)")]
    [InlineData("print('# 1')", "print('# 2')")]
    [InlineData("n = 1\nprint(f'{n}')", "n = 1\nprint('{n}')")]
    [InlineData("n = m = 1\nprint(f'{n}{m}{n}')", "n = m = 1\nprint(f'{n}{m}{m}')")]
    [InlineData("d[pi] = 3\nprint(d)", "d[E] = 3\nprint(d)")]
    public void Programs_that_compute_otherwise_are_two_paths(string one, string other) =>
        Assert.NotEqual(PathKey.OfCalls([(one, "5")]), PathKey.OfCalls([(other, "5")]));

    [Fact]
    public void Another_output_or_another_call_makes_another_path()
    {
        var path = PathKey.OfCalls([("print(x)", "5")]);
        Assert.Matches("^code:[0-9a-f]{32}$", path.Text);
        Assert.NotEqual(path, PathKey.OfCalls([("print(x)", "6")]));
        Assert.NotEqual(path, PathKey.OfCalls([("print(x)", "5"), ("print(x)", "5")]));
        Assert.NotEqual(PathKey.OfCalls([("a", "b"), ("c", "d")]), PathKey.OfCalls([("a", "b c"), ("", "d")]));
    }

    [Theory]
    [InlineData("\"\"\"never closed\n\n")]
    [InlineData("\"open\nnext = 'x\\")]
    [InlineData(")))]]}}((([[[{{{")]
    [InlineData("\t\t x = 1\n  y = 2\n\f z")]
    [InlineData("f'{{{a}{b:{c}}' f\"{\" f'{")]
    [InlineData("import\nfrom\nfor\nlambda\ndef\nas\n:=\n= =\nimport as\nfrom x import a as")]
    [InlineData("\0 ≠ 数 = 3\r\r\n\\\r\n")]
    public void Any_text_has_a_path(string code) => Assert.Matches("^code:[0-9a-f]{32}$", PathKey.OfCalls([(code, "")]).Text);

    [Fact]
    public void A_sample_with_calls_goes_by_them_and_one_without_by_its_text()
    {
        SampleView View(string calls, string text) => SampleView.Of([Row.Parse($$"""{"problem_id":"p","generation":"{{text}}"{{calls}}}""", "s", 1)], FieldNames.Default)[0];
        var call = ", " + """
            "tool_calls":[{"code":"x = 2\nprint(x)","output":"2","status":"ok"}]
            """;
        var renamed = ", " + """
            "tool_calls":[{"code":"y = 2\nprint(y)","output":"2","status":"ok"}]
            """;
        Assert.Equal(View(call, "1+1=2").Path(), View(renamed, "in other words").Path());
        Assert.Equal("1+1=2", View(", \"tool_calls\":[]", "so 1 + 1 = 2.").Path().Text);
        Assert.Equal("1+1=2", View(", \"tool_calls\":[{\"function\":{\"name\":\"python\"}}]", "so 1 + 1 = 2.").Path().Text);
    }

    [Theory]
    [InlineData(160, true)]
    [InlineData(161, false)]
    public void A_path_of_at_most_160_characters_is_its_own_key(int length, bool plain)
    {
        var words = new string('w', length);
        Assert.Equal(plain, PathKey.Of(words).Text == words);
    }

    [Fact]
    public void A_long_path_is_keyed_by_its_hash()
    {
        var key = PathKey.Of(string.Concat(Enumerable.Range(0, 60).Select(i => $"<<{i}+1={i + 1}>>"))).Text!;
        Assert.Matches("^annotations:[0-9a-f]{32}$", key);
    }

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 200)];

    [Theory, MemberData(nameof(Seeds))]
    public void No_text_makes_it_throw(int seed)
    {
        const string Alphabet = "0123456789+-*/^()=<>{}[]%!|.,$\\ \nabxfractimes#~";
        var random = CounterRandom.For(seed, "path", "");
        for (var round = 0; round < 50; round++)
        {
            var r = random.Fork((ulong)round);
            var text = string.Concat(Enumerable.Range(0, r.Below(0, 200)).Select(i => Alphabet[r.Below((ulong)i + 1, Alphabet.Length)]));
            Assert.Equal(PathKey.Of(text), PathKey.Of(text));
        }
    }

    [Fact]
    public void A_hundred_thousand_open_brackets_take_no_time_and_no_stack()
    {
        foreach (var unit in new[] { "(", "<<", @"\frac{", "1+", "=", "<<1=1", "((1)=" })
            Assert.NotNull(PathKey.Of(string.Concat(Enumerable.Repeat(unit, 100_000))).Rule);
    }

    [Theory]
    [InlineData("2+3*4", 14.0)]
    [InlineData("(2+3)*4", 20.0)]
    [InlineData("2^3^2", 512.0)]
    [InlineData("-2^2", -4.0)]
    [InlineData("10-4-3", 3.0)]
    [InlineData("50%", 0.5)]
    [InlineData("2*-3", -6.0)]
    [InlineData("1/0", null)]
    [InlineData("2(3)", null)]
    [InlineData("2+", null)]
    [InlineData("(2", null)]
    [InlineData("2)", null)]
    [InlineData("1.2.3", null)]
    [InlineData("x+1", null)]
    [InlineData("", null)]
    public void Arithmetic_is_read_as_it_is_written(string text, double? value) => Assert.Equal(value, Arithmetic.Evaluate(text));
}
