"""Starts of lrcli that take a quarter of the time: forks of a process that has loaded all that calls load.

COMMAND is started like the installed command, with the same words, in a shell too. It hands its streams, folder, umask
and environment to that process. A fork of it goes on as lrcli from its beginning to its real end, and COMMAND ends with
the same exit code, or by the same signal. What a call reads, writes and shows, and how it ends, is thus held.

Not held are: what a start loads and how long it takes; limits that a shell sets (ulimit); signals and the parent, for
COMMAND itself only waits for the fork. A test of these starts INSTALLED. So does COMMAND where a stream is closed or
there are more than three, where Python reads other variables than those of the tests, or a locale that is not UTF-8 to
it, and where there is no Linux.
"""

import contextlib
import gc
import marshal
import os
import pkgutil
import select
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

INSTALLED = Path(sys.executable).with_name("lrcli")
CAN_FORK = sys.platform == "linux" and hasattr(os, "pidfd_open")
FOLDER = tempfile.TemporaryDirectory(prefix="lrcli-")
COMMAND = Path(FOLDER.name, "lrcli") if CAN_FORK else INSTALLED
LOADED = ("numpy", "orjson", "typer", "lrcli")
"""What calls load: it does not change once it is loaded. Of lrcli, every module."""
WAITS = """#!{python} -IS
import _signal, _socket, marshal, posix, sys

environ = posix.environ
read = {{key: value for key, value in environ.items() if key.startswith(b"PYTHON")}}
locale = {{value for key, value in environ.items() if key.startswith((b"LC_", b"LANG"))}}
streams = set(posix.listdir("/proc/self/fd"))  # the last is that of the listing
if read != {read} or not locale <= {{b"C", b"POSIX", b"C.UTF-8"}} or streams != {{"0", "1", "2", "3"}}:
    posix.execv({installed!r}, [{installed!r}, *sys.argv[1:]])
mask = posix.umask(0)
posix.umask(mask)
call = marshal.dumps((sys.argv[1:], environ, mask))
folder = posix.open(".", posix.O_RDONLY)
server = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
server.connect({address!r})
streams = b"".join(number.to_bytes(4, sys.byteorder) for number in (0, 1, 2, folder))
server.sendmsg([len(call).to_bytes(8, "big")], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)])
server.sendall(call)
status = int.from_bytes(server.recv(4), "big")
if posix.WIFSIGNALED(status):
    _signal.signal(posix.WTERMSIG(status), _signal.SIG_DFL)
    posix.kill(posix.getpid(), posix.WTERMSIG(status))
posix._exit(posix.WEXITSTATUS(status))
"""


@contextlib.contextmanager
def forks(environment):
    """While COMMAND can be started; the environment is the usual one of a call."""
    if not CAN_FORK:
        yield
        return
    address = f"\0{FOLDER.name}"
    read = {os.fsencode(key): os.fsencode(value) for key, value in environment.items() if key.startswith("PYTHON")}
    text = WAITS.format(python=sys.executable, read=read, installed=str(INSTALLED), address=address)
    COMMAND.write_text(text)
    COMMAND.chmod(0o700)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen(64)
        words = [sys.executable, __file__, str(listener.fileno())]
        with subprocess.Popen(
            words, stdin=subprocess.PIPE, env=environment, pass_fds=[listener.fileno()], start_new_session=True
        ):
            yield  # the process ends with its standard input
    FOLDER.cleanup()


def usual_command():
    """COMMAND while something forks for it, else INSTALLED."""
    return COMMAND if COMMAND.exists() else INSTALLED


def received(connection):
    """The words, environment and umask of a call, its three streams and its folder."""
    head, streams, *_ = socket.recv_fds(connection, 8, 4)
    size, parts = int.from_bytes(head, "big"), []
    while size:
        parts.append(connection.recv(size))
        size -= len(parts[-1])
    return marshal.loads(b"".join(parts)), streams


def serve(listener):
    """Fork for each that connects, and tell it how the fork ended. Returns in a fork alone, with what it was sent."""
    waiting = {}
    while True:
        for ready in select.select([0, listener, *waiting], [], [])[0]:
            if ready == 0:  # whoever started it has ended
                for pid, _ in waiting.values():
                    os.kill(pid, signal.SIGKILL)
                os._exit(0)
            if ready is not listener:
                pid, connection = waiting.pop(ready)
                os.close(ready)
                with connection, contextlib.suppress(OSError):  # it may be gone
                    connection.send(os.waitpid(pid, 0)[1].to_bytes(4, "big"))
                continue
            connection = listener.accept()[0]
            sent = received(connection)
            pid = os.fork()
            if not pid:
                for each in (listener, connection, *(other for _, other in waiting.values())):
                    each.detach()  # or it would close what has its number by then
                return sent
            for stream in sent[1]:
                os.close(stream)
            waiting[os.pidfd_open(pid)] = pid, connection


def become(call, streams):
    """Make this process what a start makes it: its streams, folder, umask, environment and words."""
    words, environment, mask = call
    for number, stream in enumerate(streams[:3]):
        os.dup2(stream, number)
    os.fchdir(streams[3])
    os.closerange(3, os.sysconf("SC_OPEN_MAX") if os.sysconf("SC_OPEN_MAX") < 2**16 else 2**16)
    os.umask(mask)
    os.environb.clear()
    os.environb.update(environment)
    sys.argv[:] = [str(INSTALLED), *words]
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        usual = getattr(sys, name)
        options = {"encoding": usual.encoding, "errors": usual.errors, "newline": "\n"}
        stream = open(number, "w" if number else "r", closefd=False, **options)  # noqa: SIM115  # the end of lrcli closes it
        stream.reconfigure(line_buffering=stream.isatty() or number == 2)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


if __name__ == "__main__":
    sys.path[0] = str(INSTALLED.parent)
    for module in LOADED:
        __import__(module)
    for module in pkgutil.walk_packages(sys.modules["lrcli"].__path__, "lrcli."):
        if not module.name.endswith("__main__"):
            __import__(module.name)
    gc.freeze()  # or each fork would get a copy of all of it as it ends
    become(*serve(socket.socket(fileno=int(sys.argv[1]))))
    from lrcli.__main__ import main

    main()
