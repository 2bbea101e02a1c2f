namespace Venn.Cli.Commands.Completion;

/// <summary>
/// Each script asks the program itself for what may come next, by the hidden command <c>complete</c>, so that it never
/// falls behind; paths are left to the shell.
/// </summary>
internal static class CompletionScripts
{
    private const string Bash = """
        # venn completion for bash: source <(venn completion bash)
        _venn_complete() {
          local word="${COMP_WORDS[COMP_CWORD]}" line
          COMPREPLY=()
          while IFS= read -r line; do
            [[ -n "$line" && "$line" == "$word"* ]] && COMPREPLY+=("$line")
          done < <("${COMP_WORDS[0]}" complete --position "$COMP_POINT" -- "$COMP_LINE" 2>/dev/null)
          if [[ ${#COMPREPLY[@]} -eq 0 ]]; then COMPREPLY=($(compgen -f -- "$word")); fi
        }
        complete -o filenames -F _venn_complete venn ./venn
        """;

    private const string Zsh = """
        # venn completion for zsh: source <(venn completion zsh)
        _venn_complete() {
          local -a found
          found=("${(@f)$("${words[1]}" complete --position "$CURSOR" -- "$BUFFER" 2>/dev/null)}")
          found=("${(@)found:#}")
          if (( ${#found} )); then compadd -- "${found[@]}"; else _files; fi
        }
        compdef _venn_complete venn
        """;

    private const string Fish = """
        # venn completion for fish: venn completion fish | source
        function __venn_complete
          venn complete -- (commandline -cp) 2>/dev/null
        end
        complete -c venn -a '(__venn_complete)'
        """;

    public static string Of(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        _ => Fish,
    };
}
