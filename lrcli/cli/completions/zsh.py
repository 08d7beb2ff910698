"""Completions for zsh: as the file _lrcli in a folder of $fpath, or sourced after compinit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.cli.completions.bash import quoted

if TYPE_CHECKING:
    from lrcli.cli.completions.scopes import Scopes


def script(scopes: Scopes) -> str:
    """The script: the data as one `case`, and what reads it.

    A scope is one text of many lines: zsh takes five times as long to read an array of as many words.
    """
    cases = "".join(
        f"        ({' | '.join(map(quoted, keys))}) lines={quoted(chr(10).join(entry.line for entry in entries))} ;;\n"
        for keys, entries in scopes.items()
    )
    return f"{HEAD}{cases}{BODY}"


HEAD = """\
#compdef lrcli
# zsh completions of lrcli, as printed by `lrcli completions zsh`.
# A flag with a value carries what may follow it: --choice=a|b, --path=@, --value=

_lrcli_data() {
    local lines
    case $1 in
"""

BODY = r"""        (*) found=() && return 1 ;;
    esac
    found=(${(f)lines})
}

# What may follow a flag, in `value`, and what it is for, in `told`; fails for a switch.
_lrcli_value() {
    local word=$1
    local -a found
    [[ $word == --* ]] && word=${word//_/-}
    found=(${(M)flags:#${word}[= ]*})
    if (( $#found )); then
        told=${found[1]#* } value=${found[1]%% *}
        [[ $value == *=* ]] && value=${value#*=}
    else
        told= value=
        _lrcli_data synonyms
        found=(${(M)found:#${word}=*})
        if (( $#found )); then
            value=${found[1]#*=}
        else
            _lrcli_data switches
            (( ! $found[(Ie)$word] ))
        fi
    fi
}

# Offer the entries of a scope in their order: `word help` or, for a flag, `--flag=values help`.
_lrcli_offer() {
    local tag=$1
    local -a list
    shift
    list=(${found/(=[^ ]#|) /:})
    _describe -V $tag list "$@"
}

_lrcli() {
    local part verb first pending value told
    local -a found flags once expl

    _lrcli_data root
    flags=($found)
    for part in "${(@Q)words[2,CURRENT-1]}"; do
        if [[ -n $pending ]]; then
            pending=
            continue
        fi
        case $part in
            (-- | --*=* | -[^-]?*) ;;
            (-?*) _lrcli_value $part && pending=$part ;;
            (*)
                if [[ -z $verb ]]; then
                    verb=$part
                    _lrcli_data "verb $verb" || return 1
                    flags=($found)
                    if _lrcli_data "words $verb"; then
                        once=($found)
                    else
                        _lrcli_data shared
                        flags+=($found)
                    fi
                elif [[ -z $first ]]; then
                    first=$part
                    if (( ! $#once )); then
                        _lrcli_data "hidden ${first#*=}" && flags=(${flags:|found})
                        _lrcli_data "family ${first#*=}" && flags=($found $flags)
                    fi
                fi
                ;;
        esac
    done

    if [[ -z $pending && $PREFIX == --*=* ]]; then
        _lrcli_value ${PREFIX%%=*} || return 1
        compset -P 1 '*='
        pending=$IPREFIX
    fi
    if [[ -n $pending ]]; then
        case $value in
            (@) _files ;;
            ('') _message -e value "${told//\%/%%}" ;;
            (*) _wanted -V values expl ${pending%=} compadd -- ${(s:|:)value} ;;
        esac
    elif [[ $PREFIX == -* ]]; then
        found=($flags)
        _lrcli_offer flag
    elif [[ -z $verb ]]; then
        _lrcli_data verbs
        _lrcli_offer command
    elif (( $#once )); then
        found=($once)
        if [[ $once[1] == @* ]]; then
            _files
        elif [[ -z $first ]]; then
            _lrcli_offer word
        fi
    elif compset -P @; then
        _files
    else
        [[ $PREFIX == *=* ]] && compset -P 1 '*='
        if [[ $PREFIX == *.* ]]; then
            _lrcli_data "schedules ${PREFIX%%.*}"
        else
            _lrcli_data schedules
        fi
        if ! _lrcli_offer schedule; then
            _lrcli_data aliases
            _lrcli_offer schedule
        fi
        _files
    fi
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _lrcli "$@"
else
    compdef _lrcli lrcli
fi
"""
