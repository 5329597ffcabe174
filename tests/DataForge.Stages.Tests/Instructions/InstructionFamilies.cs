namespace DataForge.Stages.Tests;

/// <summary>An instruction with functions that check it, written by hand, and texts that follow it or do not.</summary>
/// <param name="True">Three different ways to check it.</param>
/// <param name="Near">Checks something close to it: another count, another word, another relation.</param>
internal sealed record CheckedInstruction(string Text, IReadOnlyList<string> True, string Near, IReadOnlyList<string> Good, IReadOnlyList<string> Poor);

/// <summary>Sixty instructions on form: counts of words, lines, sentences and marks, letters, words, layout.</summary>
internal static class InstructionFamilies
{
    private static readonly string[] Pool = ["we", "add", "both", "sides", "then", "halve", "this", "sum", "and", "see", "how", "it", "grows", "by", "ten"];

    private static string Words(int n) => string.Join(' ', Enumerable.Range(0, n).Select(i => Pool[i % Pool.Length]));

    private static string Lines(int n, string before = "") => string.Join('\n', Enumerable.Range(0, n).Select(i => before + Words(2 + i % 3)));

    private static string Sentences(int n) => string.Join(' ', Enumerable.Range(0, n).Select(i => "We " + Words(2 + i % 3) + "."));

    private static string Def(string expression) => $"def evaluate(response):\n    return {expression}";

    private static string Import(string module, string expression) => $"import {module}\n{Def(expression)}";

    private static CheckedInstruction Count(string text, int n, string relation, Func<string, string>[] counts, Func<int, string> of)
    {
        var wrong = relation == "==" ? ">=" : relation;
        var near = relation == "==" ? n : n + 2;
        int[] good = relation switch { "==" => [n, n, n], "<=" => [n, n - 1, Math.Max(1, n / 2)], _ => [n, n + 1, 2 * n] };
        int[] poor = relation switch { "==" => [n - 1, n + 1, n + 2, 2 * n + 1], "<=" => [n + 1, n + 2, 2 * n, 3 * n], _ => [n - 1, Math.Max(n - 2, 0), n / 2, 0] };
        return new CheckedInstruction(
            text, [.. counts.Select(c => c($"{relation} {n}"))], counts[0]($"{wrong} {near}"),
            [.. good.Select(of), .. good.Select(k => of(k) + " "), of(good[0]).Replace("we", "they", StringComparison.Ordinal)],
            [.. poor.Select(of), .. poor.Take(3).Select(k => of(k) + " ")]);
    }

    private static CheckedInstruction Plain(string text, string[] yes, string near, string[] good, string[] poor) => new(text, yes, near, good, poor);

    public static IReadOnlyList<CheckedInstruction> All { get; } = [.. Make()];

    private static IEnumerable<CheckedInstruction> Make()
    {
        Func<string, string>[] words = [r => Def($"len(response.split()) {r}"), r => Import("re", $"len(re.findall(r'\\S+', response)) {r}"), r => Def($"sum(1 for w in response.split() if w) {r}")];
        Func<string, string>[] lines = [r => Def($"len([l for l in response.split('\\n') if l.strip()]) {r}"), r => Def($"sum(1 for l in response.splitlines() if l.strip()) {r}"), r => Import("re", $"len(re.findall(r'^.*\\S.*$', response, re.M)) {r}")];
        Func<string, string>[] bullets = [r => Def($"sum(1 for l in response.split('\\n') if l.startswith('- ')) {r}"), r => Import("re", $"len(re.findall(r'^- ', response, re.M)) {r}"), r => Def($"len([l for l in response.splitlines() if l[:2] == '- ']) {r}")];
        Func<string, string>[] stops = [r => Def($"response.count('.') {r}"), r => Import("collections", $"collections.Counter(response)['.'] {r}"), r => Def($"len(response.split('.')) - 1 {r}")];
        Func<string, string>[] paragraphs = [r => Def($"len([p for p in response.split('\\n\\n') if p.strip()]) {r}"), r => Import("re", $"len([p for p in re.split(r'\\n\\n', response) if p.strip()]) {r}"), r => Def($"sum(bool(p.strip()) for p in response.split('\\n\\n')) {r}")];
        Func<string, string>[] digits = [r => Def($"sum(c.isdigit() for c in response) {r}"), r => Import("re", $"len(re.findall(r'\\d', response)) {r}"), r => Def($"len([c for c in response if c in '0123456789']) {r}")];
        Func<string, string>[] marks = [r => Def($"response.count('!') {r}"), r => Import("re", $"len(re.findall('!', response)) {r}"), r => Def($"len(response.split('!')) - 1 {r}")];
        Func<string, string>[] bold = [r => Import("re", $"len(re.findall(r'\\*\\*[^*]+\\*\\*', response)) {r}"), r => Import("re", $"sum(1 for _ in re.finditer(r'\\*\\*[^*]+?\\*\\*', response)) {r}"), r => Import("re", $"len(re.compile(r'[*][*][^*]+[*][*]').findall(response)) {r}")];
        foreach (var n in (int[])[8, 20, 40]) yield return Count($"Use at most {n} words", n, "<=", words, Words);
        foreach (var n in (int[])[5, 12, 30]) yield return Count($"Use exactly {n} words", n, "==", words, Words);
        foreach (var n in (int[])[6, 15, 35]) yield return Count($"Use at least {n} words", n, ">=", words, Words);
        foreach (var n in (int[])[2, 3, 5]) yield return Count($"Write exactly {n} lines", n, "==", lines, k => Lines(k));
        foreach (var n in (int[])[3, 4, 6]) yield return Count($"Give at least {n} bullet points", n, ">=", bullets, k => "List:\n" + Lines(k, "- "));
        foreach (var n in (int[])[2, 3, 4]) yield return Count($"Give exactly {n} bullet points", n, "==", bullets, k => "List:\n" + Lines(k, "- "));
        foreach (var n in (int[])[2, 3, 6]) yield return Count($"Use exactly {n} full stops", n, "==", stops, Sentences);
        foreach (var n in (int[])[2, 3, 4]) yield return Count($"Write exactly {n} paragraphs", n, "==", paragraphs, k => Lines(k).Replace("\n", "\n\n", StringComparison.Ordinal));
        foreach (var n in (int[])[3, 5, 8]) yield return Count($"Use at least {n} digits", n, ">=", digits, k => "The sum: " + new string('7', k));
        foreach (var n in (int[])[2, 3, 4]) yield return Count($"Use exactly {n} exclamation marks", n, "==", marks, k => Words(4) + new string('!', k));
        foreach (var n in (int[])[2, 3, 4]) yield return Count($"Put at least {n} phrases in bold", n, ">=", bold, k => "So " + string.Join(' ', Enumerable.Repeat("**this** or", k)));

        foreach (var (c, other) in new[] { ('e', 'a'), ('t', 'o'), ('z', 'q') })
            yield return Plain($"Do not use the letter {c}", [Def($"'{c}' not in response.lower()"), Import("re", $"re.search('{c}', response, re.I) is None"), Def($"all(x not in '{c}{char.ToUpperInvariant(c)}' for x in response)")], Def($"'{other}' not in response.lower()"),
                ["Hi", "Gun", "I run in a barn", "No", "ran", "Big sky", "dog, frog"],
                [$"{c}", $"lu{c}", $"HA{char.ToUpperInvariant(c)}", $"run {c} by", $"big {c}{c}", $"lim {c}. Ok", $"pin{c}"]);
        foreach (var (word, other) in new[] { ("sum", "total"), ("prime", "even"), ("angle", "side") })
            yield return Plain($"Use the word {word} at least twice", [Import("re", $"len(re.findall(r'\\b{word}\\b', response.lower())) >= 2"), Import("re", $"sum(w == '{word}' for w in re.findall(r'\\w+', response.lower())) > 1"), Import("re", $"re.split(r'\\W+', response.lower()).count('{word}') >= 2")],
                Def($"response.lower().count('{word}') >= 1"),
                [$"A {word} and a {word}.", $"{word} {word}", $"The {word} is a {word}, I say.", $"{word}, {word}, {word}", $"One {word}\nTwo {word}", $"My {word}: this {word}", $"{word}! {word}!"],
                [$"A {word}.", $"The {other} here", $"One {word} and one {other}.", $"{word}", $"No.", $"{word}-like things", $"Any {word} at all"]);
        foreach (var (start, other) in new[] { ("Answer:", "Solution:"), ("First", "Next"), ("We", "They") })
            yield return Plain($"Begin with \"{start}\"", [Def($"response.startswith('{start}')"), Import("re", $"re.match(r'{start}', response) is not None"), Def($"response[:{start.Length}] == '{start}'")], Def($"'{start}' in response"),
                [$"{start} seven", $"{start}\nno", $"{start} and so", $"{start}", $"{start} x = 2", $"{start} it is.", $"{start} 12"], [$"So {start}", $"{other} 7", "seven", $"x\n{start}", $" {start}", "7", $"I say {start} 7"]);
        foreach (var (key, other) in new[] { ("answer", "text"), ("result", "value"), ("x", "y") })
            yield return Plain($"Write a JSON object with the key \"{key}\"",
                [
                    $"import json\ndef evaluate(response):\n    try:\n        value = json.loads(response)\n    except ValueError:\n        return False\n    return isinstance(value, dict) and '{key}' in value",
                    $"import json\ndef evaluate(response):\n    try:\n        return '{key}' in dict(json.loads(response).items())\n    except Exception:\n        return False",
                    $"from json import loads\ndef evaluate(response):\n    try:\n        value = loads(response)\n        return type(value) is dict and '{key}' in value.keys()\n    except Exception:\n        return False",
                ], Def($"'\"{key}\"' in response"),
                [$"{{\"{key}\": 1}}", $"{{\"{key}\": \"a\", \"b\": 2}}", $"{{\"a\": 1, \"{key}\": [2]}}", $"{{\"{key}\":null}}", $"{{\"{key}\": {{}}}}", $" {{\"{key}\": 3}} ", $"{{\n\"{key}\": 4}}"],
                [$"{{\"{other}\": 1}}", $"\"{key}\": 1", $"[\"{key}\"]", $"{{\"{key}\" 1}}", "7", $"Here: {{\"{key}\": 1}}", $"{{\"{key}\": 1"]);
        foreach (var n in (int[])[5, 6, 8])
            yield return Plain($"Use no word longer than {n} letters",
                [Import("re", $"all(len(w) <= {n} for w in re.findall(r'[A-Za-z]+', response))"), Import("re", $"re.search(r'[A-Za-z]{{{n + 1},}}', response) is None"), Import("re", $"max((len(w) for w in re.findall('[a-zA-Z]+', response)), default=0) <= {n}")], Import("re", $"all(len(w) <= {n + 1} for w in re.findall(r'[A-Za-z]+', response))"),
                ["We add it.", new string('a', n), "a b " + new string('c', n), "sum, sum", "one two", "It is so.", "x = 2"],
                [new string('a', n + 1), "so " + new string('b', n + 1), new string('c', n + 2), new string('d', n + 1) + " it", "an " + new string('e', n + 5), new string('f', n + 1) + ".", new string('g', 2 * n)]);

        yield return Plain("Write in lowercase letters only", [Def("response == response.lower()"), Def("not any(c.isupper() for c in response)"), Import("re", "re.search('[A-Z]', response) is None")], Def("response[:1].islower() or not response[:1].isalpha()"),
            ["we add it", "seven", "so x = 2.", "a\nb", "no, no", "12 apples", "ok!"], ["We add it", "Seven", "so X = 2", "a\nB", "NO", "ok! Yes", "so it IS"]);
        yield return Plain("Write in capital letters only", [Def("response == response.upper()"), Def("not any(c.islower() for c in response)"), Import("re", "re.search('[a-z]', response) is None")], Def("response[:1].isupper()"),
            ["WE ADD IT", "SEVEN", "SO X = 2.", "A\nB", "NO, NO", "12 APPLES", "OK!"], ["We add it", "Seven", "SO x = 2", "A\nb", "no", "OK! yes", "SO it IS"]);
        foreach (var (end, other) in new[] { ("That is all.", "That is it."), ("Done", "End") })
            yield return Plain($"End with \"{end}\"", [Def($"response.rstrip().endswith('{end}')"), Import("re", $"re.search(r'{end.Replace(".", "\\.", StringComparison.Ordinal)}\\s*$', response) is not None"), Def($"response.strip()[-{end.Length}:] == '{end}'")], Def($"'{end}' in response"),
                [$"It is 7. {end}", end, $"A\n{end}", $"x = 2, {end}", $"So {end}", $"no {end} ", $"We add. {end}"], [$"{end} It is 7.", other, "A", $"{end} x", $"so {other}", "7", $"{end}, I say"]);
        yield return Plain("Do not use commas", [Def("',' not in response"), Def("response.count(',') == 0"), Import("re", "re.search(',', response) is None")], Def("response.count(',') <= 1"),
            ["We add it", "seven", "x = 2.", "a; b", "no no", "12", "ok!"], ["We, they", "a, b", "1,000", "so,", "no, no", ",", "x, y, z"]);
        yield return Plain("Do not use digits", [Def("not any(c.isdigit() for c in response)"), Import("re", @"re.search(r'\d', response) is None"), Def("all(c not in '0123456789' for c in response)")], Def("not response.strip().isdigit()"),
            ["We add it", "seven", "x = y.", "a; b", "no no", "ten", "ok!"], ["We add 2", "7", "x = 2.", "a1", "no 9 no", "10", "ok 3"]);
        yield return Plain("Number every line, beginning with 1",
            [
                Def("all(l.startswith('%d. ' % (i + 1)) for i, l in enumerate(response.split('\\n')))"),
                "def evaluate(response):\n    for i, line in enumerate(response.split('\\n'), 1):\n        if not line.startswith(str(i) + '. '):\n            return False\n    return True",
                Def("[l.split(' ')[0] for l in response.split('\\n') if ' ' in l] == [str(i + 1) + '.' for i in range(len(response.split('\\n')))]"),
            ], Import("re", @"all(re.match(r'\d+\. ', l) for l in response.split('\n'))"),
            ["1. a", "1. a\n2. b", "1. x y\n2. z\n3. w", "1. no\n2. so", "1. b", "1. k\n2. l\n3. m\n4. n", "1. it is"], ["a", "2. a", "1. a\n3. b", "1. a\nb", "1) a", "2. a\n1. b", "1. a\n1. b"]);
        yield return Plain("Wrap the response in double quotation marks", [Def("len(response.strip()) > 1 and response.strip()[0] == '\"' and response.strip()[-1] == '\"'"), Import("re", "re.fullmatch(r'\\s*\".*\"\\s*', response, re.S) is not None"), Def("len(response.strip()) >= 2 and response.strip().startswith('\"') and response.strip().endswith('\"')")], Def("response.count('\"') >= 1"),
            ["\"a\"", "\"We add it.\"", "\"x\ny\"", "\"7\"", " \"so\" ", "\"a \"b\" c\"", "\"\""], ["a", "\"a", "a\"", "'a'", "\"a\" b", "so \"a\"", "x \"y\" z"]);
        yield return Plain("Use an even number of words", [Def("len(response.split()) % 2 == 0"), Import("re", "len(re.findall(r'\\S+', response)) % 2 == 0"), Def("not len(response.split()) & 1")], Def("len(response) % 2 == 0"),
            ["we add", "a b c d", "so it is ok", "x = 2 .", "no no", "one two three four five six", "ab cde"], ["we", "a b c", "so it is", "x = 2", "no no no", "one two three four five", "abc"]);
        yield return Plain("End with a question mark", [Def("response.rstrip().endswith('?')"), Import("re", @"re.search(r'\?\s*$', response) is not None"), Def("response.strip()[-1:] == '?'")], Def("'?' in response"),
            ["Is it 7?", "so?", "a. b?", "x\ny?", "who? why?", "no? ", "We add?"], ["It is 7.", "so? no", "a? b.", "x?\ny", "?!", "no", "Why? Ok"]);
        yield return Plain("Do not use exclamation marks", [Def("'!' not in response"), Def("response.count('!') < 1"), Import("re", "not re.search('!', response)")], Def("response.count('!') < 2"),
            ["We add it", "seven", "x = 2.", "a; b", "no no", "12", "ok?"], ["We!", "a! b", "no!", "so! ok", "!", "x!", "yes! no."]);
        yield return Plain("Do not use round brackets", [Def("'(' not in response and ')' not in response"), Import("re", "re.search('[()]', response) is None"), Def("not set('()') & set(response)")], Def("'()' not in response"),
            ["We add it", "seven", "x = 2.", "a; b", "[no]", "12", "ok?"], ["(a)", "f(x)", "so (2)", "a) b", "(", "(x + y)", "2(3)"]);
    }
}
