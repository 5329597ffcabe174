using System.Text;

namespace DataForge.Tools.Forge;

/// <summary>Completion for zsh, with each option's help beside it.</summary>
internal static class ZshScript
{
    public static string For(IReadOnlyList<ToolTable> tables)
    {
        var tools = tables.Select(t => t.Program).Distinct().ToList();
        var page = new StringBuilder();
        page.Append($"#compdef forge {string.Join(' ', tools)}\n# DataForge completion for zsh; load it with: source <(forge completion zsh)\n");
        page.Append("_forge_options() {\n  case \"$1\" in\n");
        foreach (var table in tables)
        {
            page.Append($"    '{table.Name}') _arguments");
            foreach (var option in table.Options) page.Append(" \\\n      ").Append(Quote(Spec(option)));
            page.Append(" \\\n      '--help[This page]' '--version[The version of the suite]' '*:file:_files' ;;\n");
        }

        page.Append("  esac\n}\n_forge_commands() {\n  local -a commands\n  case \"$1\" in\n");
        foreach (var group in tables.Where(t => t.Command is not null).GroupBy(t => t.Program))
            page.Append($"    {group.Key}) commands=({string.Join(' ', group.Select(t => Quote($"{t.Command}:{t.Purpose}")))}) ;;\n");
        page.Append("    forge) commands=(").AppendJoin(' ', tables.GroupBy(t => t.Program).Select(g => Quote(g.Key["forge-".Length..])))
            .Append(" completion help man) ;;\n    *) return 1 ;;\n  esac\n  ((CURRENT == 2)) && _describe 'command' commands\n}\n");
        page.Append(
            """
            _forge() {
              local tool=${words[1]:t}
              if [[ $tool == forge ]]; then
                _forge_commands forge && return
                [[ ${words[2]} == completion ]] && { compadd bash zsh fish; return; }
                tool=forge-${words[2]#forge-}
                shift words
                ((CURRENT--))
              fi
              if _forge_commands $tool; then return; fi
              case $tool in
                COMMANDED) tool="$tool ${words[2]}"; shift words; ((CURRENT--)) ;;
              esac
              _forge_options "$tool"
            }

            """.Replace("COMMANDED", string.Join('|', tables.Where(t => t.Command is not null).Select(t => t.Program).Distinct()), StringComparison.Ordinal));
        return page.Append($"if [[ ${{funcstack[1]}} == _forge ]]; then _forge; else compdef _forge forge {string.Join(' ', tools)}; fi\n").ToString();
    }

    private static string Spec(OptionEntry option)
    {
        var help = string.Concat(option.Help.Select(c => c is '[' or ']' or '\\' or ':' ? "\\" + c : c.ToString()));
        var value = option.Value is null ? "" : option.Choices.Count > 0 ? $":value:({string.Join(' ', option.Choices)})" : option.TakesPath ? ":file:_files" : ":value: ";
        return $"*--{option.Name}[{help}]{value}";
    }

    private static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
