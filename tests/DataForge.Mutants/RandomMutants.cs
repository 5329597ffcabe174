using DataForge.Core;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace DataForge.Tests.Mutants;

/// <summary>One change of an operator, a number, a Boolean or a condition, drawn by a seed from all places of a room where that can be done.</summary>
/// <remarks>Some mutants change nothing that can be seen (a buffer's size, a shortcut); they count as survivors all the same.</remarks>
internal static class RandomMutants
{
    private sealed record Mutation(SyntaxTree Tree, TextSpan Span, string To);

    private static readonly Dictionary<SyntaxKind, string> Swapped = new()
    {
        [SyntaxKind.LessThanToken] = "<=",
        [SyntaxKind.LessThanEqualsToken] = "<",
        [SyntaxKind.GreaterThanToken] = ">=",
        [SyntaxKind.GreaterThanEqualsToken] = ">",
        [SyntaxKind.EqualsEqualsToken] = "!=",
        [SyntaxKind.ExclamationEqualsToken] = "==",
        [SyntaxKind.AmpersandAmpersandToken] = "||",
        [SyntaxKind.BarBarToken] = "&&",
        [SyntaxKind.PlusToken] = "-",
        [SyntaxKind.MinusToken] = "+",
        [SyntaxKind.AsteriskToken] = "/",
        [SyntaxKind.SlashToken] = "*",
    };

    public static void Run(string repository, int count, long seed, string[] rooms)
    {
        Console.WriteLine($"{count} mutants of each room, seed {seed}");
        foreach (var name in rooms)
        {
            var room = new RoomSource(repository, name);
            var bed = new TestBed(repository, room);
            bed.RequireGreen(room);
            var all = room.Trees.SelectMany(Mutations).ToArray();
            var random = CounterRandom.For(seed, "mutants", name);
            var order = Enumerable.Range(0, all.Length).OrderBy(i => random.Bits((ulong)i)).ThenBy(i => i);
            var (killed, timedOut, tried) = (0, 0, 0);
            foreach (var i in order)
            {
                if (tried == count) break;
                var (tree, span, to) = all[i];
                if (!room.Compile(tree, span, to, bed.Assembly)) continue; // no valid program: another is drawn
                tried++;
                var outcome = bed.Run();
                (killed, timedOut) = (killed + (outcome == Outcome.Killed ? 1 : 0), timedOut + (outcome == Outcome.TimedOut ? 1 : 0));
                var line = tree.GetText().Lines.GetLineFromPosition(span.Start);
                Console.WriteLine($"{outcome,-9} {room.Relative(tree)}:{line.LineNumber + 1}: {tree.GetText().ToString(span)} -> {to}   in: {line.ToString().Trim()}");
            }

            Console.WriteLine($"{room.Name}: {killed + timedOut} of {tried} killed ({100.0 * (killed + timedOut) / tried:0} %; {timedOut} by time), {all.Length} places, seed {seed}");
        }
    }

    private static IEnumerable<Mutation> Mutations(SyntaxTree tree)
    {
        foreach (var node in tree.GetRoot().DescendantNodes(static n => n is not AttributeListSyntax))
            switch (node)
            {
                case BinaryExpressionSyntax binary when Swapped.TryGetValue(binary.OperatorToken.Kind(), out var to) && !HasText(binary):
                    yield return new Mutation(tree, binary.OperatorToken.Span, to);
                    break;
                case RelationalPatternSyntax pattern when Swapped.TryGetValue(pattern.OperatorToken.Kind(), out var to):
                    yield return new Mutation(tree, pattern.OperatorToken.Span, to);
                    break;
                case LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NumericLiteralExpression } literal when literal.Token.Value is int value:
                    yield return new Mutation(tree, literal.Span, $"{value + 1L}");
                    break;
                case LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.TrueLiteralExpression) || literal.IsKind(SyntaxKind.FalseLiteralExpression):
                    yield return new Mutation(tree, literal.Span, literal.IsKind(SyntaxKind.TrueLiteralExpression) ? "false" : "true");
                    break;
                case IfStatementSyntax branch when !branch.Condition.DescendantNodesAndSelf().Any(n => n is SingleVariableDesignationSyntax):
                    yield return new Mutation(tree, branch.Condition.Span, $"!({branch.Condition})");
                    break;
                case ConditionalExpressionSyntax choice when !choice.Condition.DescendantNodesAndSelf().Any(n => n is SingleVariableDesignationSyntax):
                    yield return new Mutation(tree, choice.Condition.Span, $"!({choice.Condition})");
                    break;
            }
    }

    /// <summary>Text put together with +.</summary>
    private static bool HasText(BinaryExpressionSyntax binary) => binary.DescendantNodes().Any(n => n is InterpolatedStringExpressionSyntax or LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression }) && binary.IsKind(SyntaxKind.AddExpression);
}
