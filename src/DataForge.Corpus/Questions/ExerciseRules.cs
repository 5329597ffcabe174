using System.Text;
using System.Text.RegularExpressions;
using DataForge.Synthesis;

namespace DataForge.Corpus;

/// <summary>Finds exercises and their solutions in the text of a document by how textbooks and problem sheets set them.</summary>
/// <remarks>
/// Labelled questions ("Example 3", "Problem", "Q:", "例 1") with a labelled answer; numbered exercises below a heading of exercises or a common instruction, with an answer behind each or in a list
/// of answers further on, joined by number; LaTeX environments. A question that nothing answers is returned without one where a label or heading says that it is an exercise.
/// </remarks>
public static partial class ExerciseRules
{
    /// <summary>An answer of one paragraph up to this length ends with it; a longer one goes on to the next label.</summary>
    private const int ShortAnswer = 160;

    [GeneratedRegex(@"(?<=\S\s{1,20})(?=(?<n>\d{1,3})[.)．]\s)", RegexOptions.CultureInvariant)]
    private static partial Regex NextNumber();

    [GeneratedRegex(@"(?:(?<=[.?!。？！:]\s*)|(?<=\S\s{2,})|(?=[\[(（*_]))[\[(（*_]{0,3}(?:(?:answers?|solution|答案|答|解)\**\s*[:：]|ans\s*[.:：])\**\s*(?<a>[^\s\])）].*?)[\])）*_]{0,3}$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AtLineEnd();

    [GeneratedRegex(@"(?:∎|□|◻|■|◼|⬛|\\qed(?:here)?|\\square\$?|\\blacksquare\$?|\bQ\.E\.D\.|证毕[。.]?)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex ProofEnd();

    [GeneratedRegex(@"^(?:we (?:now|next|have now|will now) (?:turn|consider|discuss|look|introduce|move|study|define)|let us (?:now|next) (?:turn|consider|look)|now (?:that we|we (?:turn|consider|look))|in (?:the (?:next|following)|this) (?:section|chapter|subsection)|the (?:next|following) (?:section|example|theorem|definition|subsection)|so far(?: in this)?,? we|接下来|下面我们|下一节|本节)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NewTopic();

    /// <summary>An instruction for several exercises, and not for the parts of one.</summary>
    [GeneratedRegex(@"^.{0,40}?\b(?:exercises|problems|questions)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OfGroup();

    /// <summary>"Conclusion: since …" goes on with what is being said; "Theorem 3:" and "Summary" begin something else.</summary>
    [GeneratedRegex(@"^\p{L}+\s*[:：]\s*\S", RegexOptions.CultureInvariant)]
    private static partial Regex Aside();

    /// <summary>Pairs in the order of their questions.</summary>
    public static IReadOnlyList<QaPair> Find(string text) => new Reader().Read(text);

    private sealed class Draft(string rule, int line, string? number, int group)
    {
        public string Rule { get; set; } = rule;

        public int Line => line;

        public string? Number => number;

        public int Group => group;

        public string? Instruction { get; init; }

        /// <summary>Counts only when something answers it.</summary>
        public bool Tentative { get; init; }

        public StringBuilder Question { get; } = new();

        public StringBuilder Solution { get; } = new();

        public string? Answer { get; set; }

        public bool IsAnswered => Solution.Length > 0 || Answer is not null;
    }

    private sealed class Reader
    {
        private readonly List<Draft> _drafts = [];
        private Draft? _open, _answered;
        private StringBuilder? _into;
        private LineKind _section = LineKind.Text;
        private int _sectionLevel, _group, _line, _last, _step, _labelLevel;
        private string? _instruction;
        private (int From, int To)? _range;
        private bool _instructing, _inCode, _short, _blank, _environment;
        private string _paragraph = "";
        private int _paragraphLine;

        public IReadOnlyList<QaPair> Read(string text)
        {
            foreach (var raw in text.ReplaceLineEndings("\n").Split('\n'))
            {
                _line++;
                if (raw.TrimStart().StartsWith("```", StringComparison.Ordinal))
                {
                    _inCode = !_inCode;
                    Append(raw);
                }
                else if (_inCode) Append(raw);
                else Take(ExerciseLines.Read(raw), raw);
            }

            return [.. _drafts.Where(d => !(d.Tentative && !d.IsAnswered)).Select(Pair).Where(p => p.Question.Length > 0)];
        }

        private static QaPair Pair(Draft draft)
        {
            var (question, solution) = (Clean(draft.Question), Clean(draft.Solution));
            return new QaPair(draft.Instruction, question, solution.Length > 0 ? solution : draft.Answer, draft.Answer, draft.Rule, draft.Line);
        }

        private static string Clean(StringBuilder text) => text.ToString().Trim();

        private void Take(ExerciseLine line, string raw)
        {
            switch (line.Kind)
            {
                case LineKind.Blank:
                    _blank = true;
                    if (_into is { Length: > 0 }) _into.Append('\n');
                    if (_short && _into is { Length: > 0 and <= ShortAnswer })
                    {
                        var answered = _open;
                        Close();
                        _answered = answered;
                    }

                    _instructing = false;
                    break;
                case LineKind.Question:
                    if (line.Environment || line.Level > 0 || !InsideAnswerKey(line)) Ask(line);
                    break;
                case LineKind.Answer:
                    AnswerTo(line, raw);
                    break;
                case LineKind.Answers:
                    Answers(line);
                    break;
                case LineKind.Exercises:
                    Begin(LineKind.Exercises, line.Level);
                    _group++;
                    _instruction = null;
                    break;
                case LineKind.Instruction:
                    Instruct(line, raw);
                    break;
                case LineKind.Numbered:
                    Item(line, raw);
                    break;
                case LineKind.Hint when _open is not null && _into == _open.Question:
                    _into = null;
                    break;
                case LineKind.Other or LineKind.Heading or LineKind.End:
                    Leave(line, raw);
                    break;
                default:
                    TextLine(raw);
                    break;
            }

            if (line.Kind == LineKind.Blank) return;
            _blank = false;
            _answered = null;
        }

        /// <summary>"Exercise 4" in a list of answers names the exercise that is answered.</summary>
        private bool InsideAnswerKey(ExerciseLine line)
        {
            if (_section != LineKind.Answers || line.Number is null || Unanswered(line.Number) is not { } draft) return false;
            OpenAnswer(draft, line.Rest);
            return true;
        }

        private void Ask(ExerciseLine line)
        {
            if (_section == LineKind.Answers && line.Number is not null && Unanswered(line.Number) is { } answered)
            {
                OpenAnswer(answered, line.Rest);
                return;
            }

            Open(new Draft(line.Environment ? "environment" : "labelled", _line, line.Number, _group) { Instruction = _section == LineKind.Exercises ? InstructionFor(line.Whole) : null }, line.Rest);
            _labelLevel = line.Level;
            _environment = line.Environment;
        }

        private void Open(Draft draft, string text)
        {
            Close();
            if (AtLineEnd().Match(text) is { Success: true } answer && answer.Index > 0)
            {
                draft.Answer = answer.Groups["a"].Value.Trim();
                text = text[..answer.Index].TrimEnd();
            }

            draft.Question.Append(text);
            _drafts.Add(draft);
            _open = draft;
            _into = draft.Question;
            _step = 0;
            _instructing = false;
        }

        private void OpenAnswer(Draft draft, string text)
        {
            Close();
            if (draft.Rule == "list") draft.Rule = "answer_key";
            _open = draft;
            _into = draft.Solution.Append(text);
            _step = 0;
        }

        private void AnswerTo(ExerciseLine line, string raw)
        {
            // "Solution to Exercise 3", or "Solution 3" in a list of solutions.
            if (line.Number is not null && (_open is null || _open.Number != line.Number) && Unanswered(line.Number) is { } named)
            {
                OpenAnswer(named, line.Rest);
                return;
            }

            if (_open is null && _answered is not null && !line.Alone) (_open, _into, _short) = (_answered, _answered.Solution, true);
            if (_open is null && _drafts.LastOrDefault() is { Tentative: false } last && !last.IsAnswered && last.Group == _group) _open = last;
            if (_open is null)
            {
                if (_paragraph.Length is 0 or > 2000 || !QuestionGates.Asks(_paragraph)) return;
                var draft = new Draft("paragraph", _paragraphLine, null, _group) { Tentative = true };
                draft.Question.Append(_paragraph);
                _drafts.Add(draft);
                _open = draft;
            }
            else if (_into == _open.Solution && _open.Solution.Length > 0 || _open.Answer is not null)
            {
                // "Answer: 4" behind a solution is its last line; a solution behind a short answer is the solution.
                if (!_short && _into == _open.Solution)
                {
                    if (line.Alone && line.Rest.Length > 0) _open.Answer = line.Rest;
                    Append(raw.Trim());
                    return;
                }

                if (_open.Answer is null && _short) _open.Answer = Clean(_open.Solution);
                _open.Solution.Clear();
            }

            _into = _open.Solution;
            _into.Append(line.Rest);
            _short = line.Alone && line.Rest.Length > 0 && !line.Environment;
            _step = 0;
        }

        private void Answers(ExerciseLine line)
        {
            // "Answers" behind one labelled question answers that; behind a list of exercises it heads the list of answers.
            if (_open is { Rule: "labelled" or "environment" } && !_open.IsAnswered && !_drafts.Exists(d => d.Rule == "list" && !d.IsAnswered))
            {
                _into = _open.Solution;
                _short = false;
                return;
            }

            Begin(LineKind.Answers, line.Level);
        }

        private void Begin(LineKind section, int level)
        {
            Close();
            _section = section;
            _sectionLevel = level;
            _last = 0;
        }

        private void Instruct(ExerciseLine line, string raw)
        {
            // "For the following limit, find …" within a question is a part of it.
            if (_open is not null && _into == _open.Question && (!OfGroup().IsMatch(line.Rest) || _open.Question.Length == 0 && _open.Rule is "labelled" or "environment"))
            {
                Append(raw.Trim());
                return;
            }

            Close();
            if (_section != LineKind.Answers) _section = LineKind.Exercises;
            _instruction = line.Rest;
            _instructing = true;
            _range = line.Number?.Split('-') is [var from, var to] ? (int.Parse(from, System.Globalization.CultureInfo.InvariantCulture), int.Parse(to, System.Globalization.CultureInfo.InvariantCulture)) : null;
        }

        private string? InstructionFor(int? number) => _range is { } range && (number < range.From || number > range.To) ? null : _instruction;

        private void Item(ExerciseLine line, string raw)
        {
            var number = line.Whole!.Value;
            if (_section == LineKind.Answers && (number > _last || number == 1))
            {
                AnswerItems(line, number);
                return;
            }

            if (_section == LineKind.Exercises && !IsStep(number, line.Rest))
            {
                _last = number;
                Open(new Draft("list", _line, line.Number, _group) { Instruction = InstructionFor(number) }, line.Rest);
                return;
            }

            if (_section is LineKind.Text && _open is null && QuestionGates.Asks(line.Rest))
            {
                _last = number;
                Open(new Draft("list", _line, line.Number, _group) { Tentative = true }, line.Rest);
                return;
            }

            if (_section is LineKind.Text && _open is { Tentative: true, Rule: "list" } && number == _last + 1 && !IsStep(number, line.Rest))
            {
                _last = number;
                Open(new Draft("list", _line, line.Number, _group) { Tentative = true }, line.Rest);
                return;
            }

            if (number == _step + 1) _step = number;
            TextLine(raw);
        }

        /// <summary>Steps and parts are numbered within an exercise; the exercises' own numbers go on from one to the next.</summary>
        private bool IsStep(int number, string rest)
        {
            if (_open is null || _open.Rule is "labelled" or "environment") return _open is not null;
            var isNext = number > _last && number <= _last + 20;
            if (!isNext) return number != 1 || _into == _open.Solution || _open.Question.Length == 0 || !_blank;
            return number == _step + 1 && _step > 0 && _into == _open.Solution && !_blank && !QuestionGates.Asks(rest);
        }

        /// <summary>"1. 4   3. −7   5. no": several short answers may stand on a line.</summary>
        private void AnswerItems(ExerciseLine line, int number)
        {
            var rest = line.Rest;
            while (true)
            {
                var next = NextNumber().Matches(rest).FirstOrDefault(m => m.Index <= ShortAnswer / 2 && int.Parse(m.Groups["n"].Value, System.Globalization.CultureInfo.InvariantCulture) is var n && n > number && n <= number + 4 && Unanswered(m.Groups["n"].Value) is not null);
                var text = (next is null ? rest : rest[..next.Index]).Trim();
                _last = number;
                if (Unanswered(number.ToString(System.Globalization.CultureInfo.InvariantCulture)) is { } draft) OpenAnswer(draft, text);
                else Close();
                if (next is null) return;
                number = int.Parse(next.Groups["n"].Value, System.Globalization.CultureInfo.InvariantCulture);
                rest = rest[(next.Index + next.Groups["n"].Length + 1)..].TrimStart();
            }
        }

        /// <summary>The question with this number that nothing answers yet: of the latest group that has one, else of an earlier group.</summary>
        private Draft? Unanswered(string number) => _drafts.FindLast(d => d.Number == number && !d.IsAnswered);

        private void Leave(ExerciseLine line, string raw)
        {
            // Headings below a solution's own ("Step 1") belong to it.
            if (line.Kind == LineKind.Heading && _open is not null && _into is not null && _labelLevel > 0 && line.Level > _labelLevel)
            {
                Append(line.Rest);
                return;
            }

            if (_environment && line.Kind == LineKind.End)
            {
                if (_into == _open?.Solution) Close();
                else _into = null;
                return;
            }

            if (line.Kind == LineKind.Other && line.Level == 0 && _into is not null && Aside().IsMatch(line.Rest))
            {
                Append(raw.Trim());
                return;
            }

            Close();
            if (line.Kind != LineKind.Heading) return;
            _instruction = null;
            _paragraph = "";
            if (_section != LineKind.Text && (_sectionLevel == 0 || line.Level <= _sectionLevel)) (_section, _sectionLevel) = (LineKind.Text, 0);
        }

        private void TextLine(string raw)
        {
            if (_instructing && _open is null)
            {
                _instruction += "\n" + raw.Trim();
                return;
            }

            if (_open is not null && _into == _open.Solution && _blank && _open.Solution.Length > 0 && NewTopic().IsMatch(raw.Trim())) Close();
            if (_into is null)
            {
                (_paragraph, _paragraphLine) = _blank || _paragraph.Length == 0 ? (raw.Trim(), _line) : (_paragraph + "\n" + raw.Trim(), _paragraphLine);
                return;
            }

            if (_into == _open!.Question && _open.Answer is null && AtLineEnd().Match(raw) is { Success: true } answer && answer.Index > 0 && _open.Question.Length > 0 && answer.Groups["a"].Length <= ShortAnswer)
            {
                _open.Answer = answer.Groups["a"].Value.Trim();
                raw = raw[..answer.Index];
            }

            var ends = _into == _open.Solution && ProofEnd().IsMatch(raw);
            Append(ends ? ProofEnd().Replace(raw, "").TrimEnd() : raw.TrimEnd());
            if (ends) Close();
        }

        private void Append(string text)
        {
            if (_into is null) return;
            if (_into.Length > 0) _into.Append('\n');
            _into.Append(text);
        }

        private void Close()
        {
            _open = null;
            _into = null;
            _short = false;
            _environment = false;
            _labelLevel = 0;
            _paragraph = "";
        }
    }
}
