"""Completions for bash, with or without the bash-completion package; in the syntax of 3.2, which macOS has."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lrcli.cli.completions.scopes import Entry, Scopes


def script(scopes: Scopes) -> str:
    """The script: the data as one `case`, and what reads it."""
    cases = "".join(
        f"        {' | '.join(map(quoted, keys))}) found={quoted(line(entries))} ;;\n"
        for keys, entries in scopes.items()
    )
    return f"{HEAD}{cases}{BODY}"


def line(entries: list[Entry]) -> str:
    """The words, with a space on either side of each, so that whole ones can be searched for."""
    return "".join(f" {entry.code}" for entry in entries) + " "


def quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


HEAD = """\
# bash completions of lrcli, as printed by `lrcli completions bash`.
# A flag with a value carries what may follow it: --choice=a|b, --path=@, --value=

_lrcli_data() {
    case $1 in
"""

BODY = r"""        *) found= && return 1 ;;
    esac
}

# What may follow a flag, in `value`; fails for a switch.
_lrcli_value() {
    local found word=$1
    [[ $word == --* ]] && word=${word//_/-}
    value=
    case $flags in
        *" $word="*) value=${flags#*" $word="} && value=${value%% *} ;;
        *" $word "*) return 1 ;;
        *)
            _lrcli_data synonyms
            [[ $found == *" $word="* ]] && value=${found#*" $word="} && value=${value%% *} && return
            _lrcli_data switches && [[ $found != *" $word "* ]]
            ;;
    esac
}

# Reply with those of the words that go on from what was typed; fails when none does.
_lrcli_reply() {
    local word
    for word in $1; do
        word=$prefix${word%%=*}
        [[ $word == "$typed"* ]] && COMPREPLY+=("${word#"$kept"}")
    done
    ((${#COMPREPLY[@]}))
}

# Reply with files: readline's own, unless a prefix is part of the word that it completes.
_lrcli_files() {
    if [[ $kept == *"$prefix" ]]; then
        compopt -o default 2>/dev/null
    else
        _lrcli_add_files
    fi
}

# Add files to the reply: a word may be one.
_lrcli_add_files() {
    local file
    for file in "${typed#"$prefix"}"*; do
        [[ -e $file ]] || continue
        [[ -d $file ]] && file+=/ && compopt -o nospace 2>/dev/null
        printf -v file %q "$file"
        file=$prefix$file
        COMPREPLY+=("${file#"$kept"}")
    done
}

_lrcli() {
    local IFS=$' \t\n' found flags value verb= first= once= pending= prefix= kept part typed words index hidden
    local rest=${COMP_LINE:0:COMP_POINT}
    COMPREPLY=()

    # Words as they were typed: bash has also cut them at the = and @ of COMP_WORDBREAKS.
    rest=${rest#*"${COMP_WORDS[0]}"}
    words=("")
    for ((index = 1; index <= COMP_CWORD; index++)); do
        if [[ $rest == [[:space:]]* ]]; then
            rest=${rest#"${rest%%[![:space:]]*}"}
            words+=("")
        fi
        part=${COMP_WORDS[index]}
        ((index < COMP_CWORD)) || part=$rest
        words[${#words[@]} - 1]+=$part
        rest=${rest#"$part"}
    done
    ((index = ${#words[@]} - 1)) || return 0
    typed=${words[index]}
    kept=${typed%"$2"}

    _lrcli_data root
    flags=$found
    for part in "${words[@]:1:index-1}"; do
        if [[ $pending ]]; then
            pending=
            continue
        fi
        case $part in
            -- | --*=* | -[!-]?*) ;;
            -?*) if _lrcli_value "$part"; then pending=$part; fi ;;
            *)
                if [[ ! $verb ]]; then
                    verb=$part
                    _lrcli_data "verb $verb" || return 0
                    flags=$found
                    if _lrcli_data "words $verb"; then
                        once=$found
                    else
                        _lrcli_data shared
                        flags=$flags$found
                    fi
                elif [[ ! $first ]]; then
                    first=$part
                    if [[ ! $once ]]; then
                        _lrcli_data "hidden ${first#*=}"
                        for hidden in $found; do flags=${flags/" $hidden "/ }; done
                        _lrcli_data "family ${first#*=}"
                        flags=$found$flags
                    fi
                fi
                ;;
        esac
    done

    if [[ ! $pending && $typed == --*=* ]]; then
        _lrcli_value "${typed%%=*}" || return 0
        prefix=${typed%%=*}= pending=$prefix
    fi
    if [[ $pending ]]; then
        if [[ $value == @ ]]; then
            _lrcli_files
        else
            _lrcli_reply "${value//|/ }"
        fi
    elif [[ $typed == -* ]]; then
        _lrcli_reply "$flags"
    elif [[ ! $verb ]]; then
        _lrcli_data verbs
        _lrcli_reply "$found"
    elif [[ $once ]]; then
        if [[ $once == *" @ "* ]]; then
            _lrcli_files
        elif [[ ! $first ]]; then
            _lrcli_reply "$once"
        fi
    elif [[ $typed == @* ]]; then
        prefix=@
        _lrcli_files
    else
        typed=${typed#[\'\"]} kept=${kept#[\'\"]}
        [[ $typed == *=* ]] && prefix=${typed%%=*}=
        part=${typed#"$prefix"}
        if [[ $part == *.* ]]; then
            _lrcli_data "schedules ${part%%.*}"
        else
            _lrcli_data schedules
        fi
        if ! _lrcli_reply "$found"; then
            _lrcli_data aliases
            _lrcli_reply "$found"
        fi
        [[ ${COMPREPLY[0]-} == *. ]] && compopt -o nospace 2>/dev/null
        _lrcli_add_files
    fi
    return 0
}

# Without compopt, which bash has since 4.0, files are completed wherever nothing else is known.
if ((BASH_VERSINFO[0] < 4)); then
    complete -o default -F _lrcli lrcli
else
    complete -F _lrcli lrcli
fi
"""
