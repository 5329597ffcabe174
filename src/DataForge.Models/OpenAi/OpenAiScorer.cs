using System.Text.RegularExpressions;
using DataForge.Core;

namespace DataForge.Models.OpenAi;

/// <summary>A reward model behind a vLLM or SGLang server: the score of the solution's last token.</summary>
/// <remarks>
/// Which of the server's routes answers is found out once, with two conversations whose scores must not both be exactly 1: a softmax over one label
/// always is. The activation is switched off; where both scores lie in (0, 1), as after a sigmoid, the switch is tried: it works under the name
/// under which on and off give different scores. SGLang takes the conversation as a text alone, so it is written here by a chat template file; its scores come as they are.
/// </remarks>
public sealed partial class OpenAiScorer : EndpointBackend, IScorer
{
    private static readonly ScoreRequest[] Probes = [new("What is 1 + 1?", "1 + 1 = 2."), new("What is 1 + 1?", "It is a banana.")];

    private readonly Way _way;

    private OpenAiScorer(EndpointClient client, ServedModel served, Way way) : base(client, served) => _way = way;

    /// <summary>How the server is asked.</summary>
    /// <param name="Switch">The name under which the activation is switched off; null names none.</param>
    /// <param name="IsRaw">True when the scores are known to come without an activation.</param>
    private sealed record Way(ScoreRoute Route, string? Switch, bool IsRaw);

    /// <summary>Asks the server what it serves, and by which route it scores.</summary>
    /// <exception cref="ForgeException">It cannot be reached, refuses the key, does not serve the model, or scores by no route that is known.</exception>
    public static Task<OpenAiScorer> Open(BackendSettings settings, CancellationToken cancel) => Open(new EndpointClient(settings), settings.Model, cancel, ServerTemplate.From(settings));

    internal static Task<OpenAiScorer> Open(EndpointClient client, string? model, CancellationToken cancel, ServerTemplate? template = null) =>
        Open(client, model, async served => new OpenAiScorer(client, served, await Find(client, served, Routes(client, served, template), cancel)), cancel);

    /// <exception cref="ForgeException">A chat template is missing, or given where the server has its own.</exception>
    private static IReadOnlyList<ScoreRoute> Routes(EndpointClient client, ServedModel served, ServerTemplate? template)
    {
        if (served.Dialect != Dialect.SgLang)
            return template is null ? ScoreRoute.All : throw new ForgeException("--chat-template, --template-arg: scores behind a server are taken in the server's own chat format; leave them out");
        if (template?.Template is not { } text)
            throw new ForgeException($"endpoint {client.Address}: SGLang scores a text and applies no chat format to it: name the file of the reward model's own chat template");
        var format = Chat.ChatFormat.OfTemplate(text, arguments: template.Arguments);
        return [ScoreRoute.OfText(messages => Rendered(format, messages))];
    }

    /// <summary>Control tokens in what is scored would be obeyed: the server sees no border between the template's text and the solution's.</summary>
    private static string Rendered(Chat.ChatFormat format, IReadOnlyList<Message> messages)
    {
        foreach (var message in messages)
            if (ControlToken().Match(message.Content) is { Success: true } token)
                throw new EndpointException($"the {message.Role}'s text holds {Printable.Line(token.Value, 60)}, which the server would take for a control token", EndpointFault.Refused);
        return format.Render(messages, addGenerationPrompt: false);
    }

    [GeneratedRegex(@"<\|[^|<>\s]{1,60}\|>|<\/?s>|<(?:bos|eos|start_of_turn|end_of_turn)>|\[/?INST\]|<\uFF5C[^<>]{1,60}\uFF5C>", RegexOptions.CultureInvariant)]
    private static partial Regex ControlToken();

    private static async Task<Way> Find(EndpointClient client, ServedModel served, IReadOnlyList<ScoreRoute> routes, CancellationToken cancel)
    {
        var said = new List<string>();
        foreach (var route in routes)
        {
            var (way, why) = await Try(client, served, route, cancel);
            if (way is not null) return way;
            said.Add($"{route.Name}: {why}");
        }

        throw new ForgeException($"endpoint {client.Address}: {Printable.Line(served.Name, 100)} gives no reward: {string.Join("; ", said)}");
    }

    /// <returns>The way in which a route gives scores, the surest one; else why it gives none.</returns>
    private static async Task<(Way? Way, string Why)> Try(EndpointClient client, ServedModel served, ScoreRoute route, CancellationToken cancel)
    {
        Way? unsure = null;
        var why = "";
        foreach (var name in (string?[])[.. route.Render is null ? ScoreRoute.ActivationSwitches : [], null])
        {
            if (name is null && unsure is not null) break;
            try
            {
                var scores = new List<double>();
                foreach (var probe in Probes) scores.Add((await Ask(client, served, new Way(route, name, false), probe, cancel)).Value);
                if (scores.TrueForAll(s => s == 1)) why = "always 1, a softmax over one label";
                else if (scores.Exists(s => s is <= 0 or >= 1)) return (new Way(route, name, true), "");
                else if (name is not null && await Activated(client, served, route, name, cancel) != scores[0]) return (new Way(route, name, true), "");
                else unsure ??= new Way(route, name, false);
            }
            catch (EndpointException e) when (e.Status is 401 or 402 or 403 || e.Fault == EndpointFault.Transient)
            {
                throw client.Unusable(e);
            }
            catch (EndpointException e)
            {
                why = e.Message;
                if (e.Fault == EndpointFault.Fatal) break; // no such route, whatever the switch is called
            }
        }

        return (unsure, why);
    }

    /// <summary>The first probe's score with the activation on.</summary>
    private static async Task<double> Activated(EndpointClient client, ServedModel served, ScoreRoute route, string name, CancellationToken cancel)
    {
        using var reply = await client.SendJson(client.Address.RootRoute(route.Path), route.Body(served, Probes[0], (name, true)), cancel);
        ChoiceAssembly.ThrowIfError(reply.RootElement);
        return route.Value(reply.RootElement);
    }

    /// <summary>The server's route that gives the scores.</summary>
    public string Route => _way.Route.Name;

    /// <inheritdoc/>
    public ScoreActivation Activation => _way.IsRaw ? ScoreActivation.None : ScoreActivation.Unknown;

    /// <inheritdoc/>
    public async Task<Score> Score(ScoreRequest request, CancellationToken cancel)
    {
        try
        {
            var (value, tokens) = await Ask(Client, Served, _way, request, cancel);
            return new Score(value, tokens);
        }
        catch (EndpointException e) when (e.Fault == EndpointFault.Fatal)
        {
            throw Client.Unusable(e);
        }
        catch (EndpointException e)
        {
            return new Score(null, 0, e.Message);
        }
    }

    private static async Task<(double Value, int Tokens)> Ask(EndpointClient client, ServedModel served, Way way, ScoreRequest request, CancellationToken cancel)
    {
        using var reply = await client.SendJson(client.Address.RootRoute(way.Route.Path), way.Route.Body(served, request, way.Switch is { } name ? (name, false) : null), cancel);
        var root = reply.RootElement;
        ChoiceAssembly.ThrowIfError(root);
        return (way.Route.Value(root), ScoreRoute.Tokens(root));
    }
}
