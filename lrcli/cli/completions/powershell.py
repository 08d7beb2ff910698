"""Completions for PowerShell, 5.1 or later: a file that is dot-sourced in the profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lrcli.cli.completions.scopes import Scopes


def script(scopes: Scopes) -> str:
    """The script: the data as one `switch`, and what reads it."""
    cases = "".join(
        f"        {quoted(first)} {{\n"
        + "".join(f"            {quoted(entry.line)}\n" for entry in entries)
        + "        }\n"
        + "".join(f"        {quoted(other)} {{ __lrcliData {quoted(first)} }}\n" for other in others)
        for (first, *others), entries in scopes.items()
    )
    return f"{HEAD}{cases}{BODY}"


def quoted(text: str) -> str:
    """A literal; typographic quotation marks end one as well."""
    return "'" + "".join(sign * 2 if sign in "'‘’‚‛" else sign for sign in text) + "'"  # noqa: RUF001  # they are meant


HEAD = """\
# PowerShell completions of lrcli, as printed by `lrcli completions powershell`.
# A flag with a value carries what may follow it: --choice=a|b, --path=@, --value=

function __lrcliData($scope) {
    switch -CaseSensitive ($scope) {
"""

BODY = r"""    }
}

# What may follow a flag; nothing for a switch.
function __lrcliValue($word, $flags) {
    if ($word.StartsWith('--')) { $word = $word.Replace('_', '-') }
    foreach ($entry in $flags) {
        $name, $value = ($entry -split ' ', 2)[0] -split '=', 2
        if ($name -ceq $word) { return $value }
    }
    foreach ($entry in __lrcliData synonyms) {
        $name, $value = $entry -split '=', 2
        if ($name -ceq $word) { return $value }
    }
    if ((__lrcliData switches) -cnotcontains $word) { '' }
}

function __lrcliReply($typed, $prefix, $kind, $entries) {
    foreach ($entry in $entries) {
        $code, $help = $entry -split ' ', 2
        $name = ($code -split '=', 2)[0]
        if (!$help) { $help = $name }
        if ("$prefix$name".StartsWith($typed, [StringComparison]::Ordinal)) {
            [System.Management.Automation.CompletionResult]::new("$prefix$name", $name, $kind, $help)
        }
    }
}

function __lrcliFiles($typed, $prefix) {
    $path = $typed.Substring($prefix.Length)
    foreach ($file in [System.Management.Automation.CompletionCompleters]::CompleteFilename($path)) {
        [System.Management.Automation.CompletionResult]::new(
            $prefix + $file.CompletionText, $file.ListItemText, $file.ResultType, $file.ToolTip)
    }
}

function __lrcli($typed, $words) {
    $flags = @(__lrcliData root)
    $verb = $first = $pending = $value = $null
    $once = @()
    foreach ($word in $words) {
        if ($pending) { $pending = $null; continue }
        if ($word -match '^(--$|--[^=]*=|-[^-].)') { continue }
        if ($word -match '^-.') {
            $value = __lrcliValue $word $flags
            if ($null -ne $value) { $pending = $word }
        } elseif (!$verb) {
            $verb = $word
            $flags = @(__lrcliData "verb $verb")
            if (!$flags) { return }
            $once = @(__lrcliData "words $verb")
            if (!$once) { $flags += @(__lrcliData shared) }
        } elseif (!$first) {
            $first = $word
            if (!$once) {
                $family = $first -replace '^[^=]*=', ''
                $hidden = @(__lrcliData "hidden $family")
                $flags = @(__lrcliData "family $family") + @($flags | Where-Object { $hidden -cnotcontains $_ })
            }
        }
    }

    $prefix = ''
    if (!$pending -and $typed -match '^(--[^=]*)=') {
        $pending = $Matches[1]
        $prefix = "$pending="
        $value = __lrcliValue $pending $flags
        if ($null -eq $value) { return }
    }
    if ($pending) {
        if ($value -ceq '@') { return __lrcliFiles $typed $prefix }
        if ($value) { __lrcliReply $typed $prefix ParameterValue ($value -split '\|') }
    } elseif ($typed.StartsWith('-')) {
        __lrcliReply $typed '' ParameterName $flags
    } elseif (!$verb) {
        __lrcliReply $typed '' ParameterValue (__lrcliData verbs)
    } elseif ($once) {
        if ("$($once[0])".StartsWith('@')) { return __lrcliFiles $typed '' }
        if (!$first) { __lrcliReply $typed '' ParameterValue $once }
    } else {
        if ($typed -match '^[^=]*=') { $prefix = $Matches[0] }
        $scope = 'schedules'
        if ($typed.Substring($prefix.Length) -match '^([^.]*)\.') { $scope = "schedules $($Matches[1])" }
        $found = @(__lrcliReply $typed $prefix ParameterValue (__lrcliData $scope))
        if (!$found) { $found = __lrcliReply $typed $prefix ParameterValue (__lrcliData aliases) }
        $found
        __lrcliFiles $typed $prefix
    }
}

Register-ArgumentCompleter -Native -CommandName lrcli -ScriptBlock {
    param($typed, $command, $cursor)
    $before = @($command.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursor })
    $found = @(__lrcli "$typed" @($before | ForEach-Object { $_.Extent.Text.Trim([char[]] "'`"") }))
    # Nothing at all would make PowerShell offer files.
    if ($found) { $found } else { '' }
}
"""
