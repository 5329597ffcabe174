using System.Text;

namespace DataForge.Tools.Forge;

/// <summary>Completion for bash: options of every tool, the words an option takes, and files elsewhere.</summary>
internal static class BashScript
{
    public static string For(IReadOnlyList<ToolTable> tables)
    {
        var tools = tables.Select(t => t.Program).Distinct().ToList();
        var page = new StringBuilder();
        page.Append("# DataForge completion for bash; load it with: source <(forge completion bash)\n");
        page.Append("_forge_words() {\n  case \"$1\" in\n");
        foreach (var table in tables) page.Append($"    '{table.Name}') echo '{string.Join(' ', table.Options.Select(o => "--" + o.Name))} --help --version' ;;\n");
        foreach (var group in tables.Where(t => t.Command is not null).GroupBy(t => t.Program)) page.Append($"    '{group.Key}') echo '{string.Join(' ', group.Select(t => t.Command))} --help --version' ;;\n");
        page.Append("  esac\n}\n_forge_values() {\n  case \"$1\" in\n");
        foreach (var table in tables)
            foreach (var option in table.Options.Where(o => o.Choices.Count > 0))
                page.Append($"    '{table.Name} --{option.Name}') echo '{string.Join(' ', option.Choices)}' ;;\n");
        page.Append("  esac\n}\n");
        page.Append(
            """
            _forge() {
              local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} tool=${COMP_WORDS[0]##*/} at=1 words
              if [[ $tool == forge ]]; then
                if ((COMP_CWORD == 1)); then
                  COMPREPLY=($(compgen -W "TOOLS completion help man --help --version" -- "$word"))
                  return
                fi
                [[ ${COMP_WORDS[1]} == completion ]] && { COMPREPLY=($(compgen -W 'bash zsh fish' -- "$word")); return; }
                [[ ${COMP_WORDS[1]} == help || ${COMP_WORDS[1]} == man ]] && { COMPREPLY=($(compgen -W "TOOLS" -- "$word")); return; }
                tool=forge-${COMP_WORDS[1]#forge-} at=2
              fi
              if ((COMP_CWORD > at)) && [[ -n $(_forge_words "$tool ${COMP_WORDS[at]}") ]]; then tool+=" ${COMP_WORDS[at]}"; fi
              words=$(_forge_values "$tool $before")
              if [[ -z $words && ( $word == -* || $COMP_CWORD -eq $at ) ]]; then words=$(_forge_words "$tool"); fi
              [[ $word != -* && $words == -* ]] && words=
              COMPREPLY=($(compgen -W "$words" -- "$word"))
            }

            """.Replace("TOOLS", string.Join(' ', tools.Select(t => t["forge-".Length..])), StringComparison.Ordinal));
        return page.Append($"complete -o bashdefault -o default -F _forge forge {string.Join(' ', tools)}\n").ToString();
    }
}
