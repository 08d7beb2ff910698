"""Completions for fish: one `switch` instead of a `complete` line for each flag."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lrcli.cli.completions.scopes import Scopes


def script(scopes: Scopes) -> str:
    """The script: the data as one `switch`, and what reads it."""
    cases = "".join(
        f"        case {' '.join(map(quoted, keys))}\n            string join \\n --"
        + "".join(f" \\\n                {quoted(entry.line)}" for entry in entries)
        + "\n"
        for keys, entries in scopes.items()
    )
    return f"{HEAD}{cases}{BODY}"


def quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


HEAD = """\
# fish completions of lrcli, as printed by `lrcli completions fish`.
# A flag with a value carries what may follow it: --choice=a|b, --path=@, --value=

function __lrcli_data
    switch $argv[1]
"""

BODY = r"""        case '*'
            return 1
    end
end

# What may follow a flag, given with those that there are; fails for a switch.
function __lrcli_value
    set -l word $argv[1]
    string match -q -- '--*' $word
    and set word (string replace -a _ - -- $word)
    set -l pattern '^'(string escape --style=regex -- $word)
    string replace -rf -- $pattern'=(\S*).*' '$1' $argv[2..-1]
    and return
    string replace -rf -- $pattern'=(\S*).*' '$1' (__lrcli_data synonyms)
    and return
    string match -rq -- $pattern'( |$)' $argv[2..-1] (__lrcli_data switches)
    and return 1
    echo
end

# Files for what was typed after a prefix.
function __lrcli_files
    for path in (complete -C "'' "(string replace -- "$argv[1]" '' $argv[2]))
        printf '%s\n' $argv[1]$path
    end
end

function __lrcli
    set -l typed (commandline -ct)
    set -l tokens (commandline -opc)
    set -l flags (__lrcli_data root)
    set -l verb
    set -l first
    set -l once
    set -l pending
    set -l value
    for part in $tokens[2..-1]
        if set -q pending[1]
            set pending
            continue
        end
        switch $part
            case -- '--*=*'
                continue
            case '--*'
                set value (__lrcli_value $part $flags)
                and set pending $part
                continue
            case '-*'
                switch (string length -- $part)
                    case 1
                    case 2
                        set value (__lrcli_value $part $flags)
                        and set pending $part
                        continue
                    case '*'
                        continue
                end
        end
        if not set -q verb[1]
            set verb $part
            set flags (__lrcli_data "verb $verb")
            or return
            set once (__lrcli_data "words $verb")
            or set -a flags (__lrcli_data shared)
        else if not set -q first[1]
            set first $part
            set -q once[1]
            and continue
            set -l family (string replace -r '^[^=]*=' '' -- $first)
            for hidden in (__lrcli_data "hidden $family")
                set -l index (contains -i -- $hidden $flags)
                and set -e flags[$index]
            end
            set -p flags (__lrcli_data "family $family")
        end
    end

    set -l prefix ''
    set -l offered
    if not set -q pending[1]; and string match -q -- '--*=*' $typed
        set pending (string replace -r '=.*' '' -- $typed)
        set prefix $pending=
        set value (__lrcli_value $pending $flags)
        or return
    end
    if set -q pending[1]
        switch $value
            case @
                __lrcli_files "$prefix" $typed
            case ''
            case '*'
                printf '%s\n' $prefix(string split '|' -- $value)
        end
        return
    end
    switch $typed
        case '-*'
            set offered (string replace -r '^([^ =]+)=\S*' '$1' -- $flags)
        case '@*'
            __lrcli_files @ $typed
        case '*'
            if not set -q verb[1]
                set offered (__lrcli_data verbs)
            else if set -q once[1]
                if string match -q -- '@*' $once[1]
                    set offered (__lrcli_files '' $typed)
                else
                    set -q first[1]
                    or set offered $once
                end
            else
                set typed (string trim -l -c '\'"' -- $typed)
                set prefix (string replace -rf '^([^=]*=).*' '$1' -- $typed; or echo)
                set -l name (string replace -- "$prefix" '' $typed)
                set -l framework (string replace -rf '\..*' '' -- $name)
                set offered $prefix(__lrcli_data (string join ' ' schedules $framework))
                string match -q -- "$typed*" '' $offered
                or set offered $prefix(__lrcli_data aliases)
                set -a offered (__lrcli_files "$prefix" $typed)
            end
    end
    set -q offered[1]
    and string replace -- ' ' \t $offered
end

complete -c lrcli -f -k -a '(__lrcli)'
"""
