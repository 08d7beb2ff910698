"""lrcli completions"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lrcli.catalogue import closest
from lrcli.cli.completions import FILES, SHELLS, script
from lrcli.cli.errors import UsageFault
from lrcli.cli.flags import OUTPUT
from lrcli.cli.output import emit, save
from lrcli.cli.terminal import terminal
from lrcli.cli.verb import Verb
from lrcli.render.writers import ending_of, writer_for

if TYPE_CHECKING:
    from lrcli.cli.verb import Call


def run(call: Call) -> None:
    if not call.words and terminal().live:
        emit("".join(f"{command}\n    {meaning}\n" for command, meaning in VERB.examples))
        return
    if len(call.words) != 1:
        raise UsageFault(f"name one shell: {', '.join(SHELLS)}")
    shell = call.words[0]
    if shell not in SHELLS:
        close = closest(shell.lower(), SHELLS)
        hint = f"did you mean {close}?" if close else f"there are {', '.join(SHELLS)}"
        raise UsageFault(f"no completions for a shell called {shell}; {hint}")
    path = call.text("output") or "-"
    refuse_other_name(path, shell)
    save(path, [script(shell).encode()])


def refuse_other_name(path: str, shell: str) -> None:
    """UsageFault for a file whose name ends as another shell's script, or as data."""
    ending = ending_of(path)
    others = {ending_of(name) for other, name in FILES.items() if other != shell}
    if ending and (ending in others or writer_for(ending)):
        raise UsageFault(f"-o {path}: lrcli completions {shell} writes a script, such as {FILES[shell]}")


VERB = Verb(
    name="completions",
    summary="Print the script that completes lrcli when TAB is pressed.",
    examples=(
        ("lrcli completions bash -o lrcli.bash", "source it in ~/.bashrc: . ~/lrcli.bash"),
        ("lrcli completions bash", "or store it as ~/.local/share/bash-completion/completions/lrcli"),
        (
            "lrcli completions zsh -o _lrcli",
            "store it in ~/.zfunc; ~/.zshrc: fpath=(~/.zfunc $fpath) before compinit",
        ),
        ("lrcli completions fish -o lrcli.fish", "store it in ~/.config/fish/completions"),
        ("lrcli completions powershell -o lrcli.ps1", "source it in the file $PROFILE: . $HOME/lrcli.ps1"),
    ),
    run=run,
    flags=(OUTPUT,),
    schedules=False,
    words=("|".join(SHELLS), "The shell. The script holds all names and flags: print it again after an update."),
)
