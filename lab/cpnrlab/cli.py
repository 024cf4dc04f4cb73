"""The verbs of `lab/lab`."""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cpnrlab.errors import Interrupted, LabError
from cpnrlab.paths import Paths

_INTERRUPTED = 130
_Verb = Callable[[argparse.Namespace], int | None]


def main(argv: list[str]) -> int:
    """Execute a command line; returns the exit code."""
    open_standard_streams()
    if argv[:1] == ["run"]:
        # Taken as it is: everything after `run` is the command's own.
        return _reported(lambda: _run(argv[1:]))
    options = parser().parse_args(argv)
    return _reported(lambda: options.verb(options) or 0)


def parser() -> argparse.ArgumentParser:
    """What the command line may be."""
    top = argparse.ArgumentParser(prog="lab/lab", description="The embedded OpenStack of this checkout.")
    verbs = top.add_subparsers(required=True, metavar="VERB")

    def verb(name: str, action: _Verb, words: str) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=words, description=words)
        added.set_defaults(verb=action)
        return added

    deploy = verb(
        "deploy", _deploy, "everything, from a bare machine to the proven VNF; what `make lab` calls"
    )
    up = verb("up", _up, "start the cloud, or what is missing of it")
    for starting in (deploy, up):
        starting.add_argument("--form", metavar="NAME", help="the kind of cloud: a file of lab/forms")
    down = verb("down", _down, "stop everything; the state stays, so that `up` continues")
    down.add_argument("--wipe", action="store_true", help="remove the state too")
    verb("status", _status, "services, agents, hosts, guests and cables; exits 0 only if all is well")
    logs = verb("logs", _logs, "show the log of a service or a stage; without a name, list the logs")
    logs.add_argument("name", nargs="?", metavar="NAME")
    logs.add_argument("-f", "--follow", action="store_true", help="follow the log")
    link = verb("link", _link, "unplug or plug in the cable of a PF, or those of a physical network")
    link.add_argument("pf", metavar="PF|PHYSNET")
    link.add_argument("state", choices=("up", "down"))
    link.add_argument("--host", help="only the cable of this host")
    vf = verb("vf", _vf, "set a VF's link by hand, as `ip link set PF vf NUMBER state` does")
    vf.add_argument("mac", metavar="MAC", help="as `status` lists it")
    vf.add_argument("state", choices=("auto", "enable", "disable"))
    service = verb("service", _service, "stop or start one service, to see what its failure does")
    service.add_argument("state", choices=("stop", "start"))
    service.add_argument("name", metavar="NAME", help="as `status` lists it")
    host = verb("host", _host, "switch a compute host off, with its guests, as a power failure does, or on")
    host.add_argument("state", choices=("down", "up"))
    host.add_argument("name", metavar="NAME", help="as `status` lists it")
    ran = verb("run", lambda _: None, "execute a command inside the lab: lab/lab run openstack server list")
    ran.add_argument("command", nargs=argparse.REMAINDER, metavar="COMMAND")
    return top


def open_standard_streams() -> None:
    """Open those of 0, 1 and 2 that are closed, as in some CI: a command's own file would take its number."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            # What Python opens is closed in the programs it executes, unless it is told not to.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def _reported(action: Callable[[], int]) -> int:
    try:
        return action()
    except Interrupted:
        return _INTERRUPTED
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except LabError as error:
        for fault in error.faults:
            print(f"lab: {fault}", file=sys.stderr)
        return 1


@contextmanager
def _alone(paths: Paths) -> Iterator[None]:
    """Keep a second `up`, `down` or `deploy` of this lab out while in the block."""
    paths.make()
    file = paths.run / "lock"
    with file.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise LabError(
                f"Another lab/lab ({lock.read().strip()}) is running on this lab:"
                " wait for it to end, or end it with Ctrl-C."
            ) from None
        lock.truncate(0)
        lock.write(f"{' '.join(sys.argv[1:])}, pid {os.getpid()}\n")
        lock.flush()
        yield


def _deploy(options: argparse.Namespace) -> None:
    from cpnrlab import bringup, form
    from cpnrlab.site import Site

    paths = Paths.of_this_checkout()
    with _alone(paths):
        form.choose(paths, options.form)
        report = bringup.deploy(Site.of(paths))
    print(report, end="")


def _up(options: argparse.Namespace) -> None:
    from cpnrlab import bringup, form
    from cpnrlab.site import Site

    paths = Paths.of_this_checkout()
    with _alone(paths):
        form.choose(paths, options.form)
        bringup.up(Site.of(paths))


def _down(options: argparse.Namespace) -> None:
    from cpnrlab import shutdown

    paths = Paths.of_this_checkout()
    with _alone(paths):
        shutdown.down(paths, lambda text: print(f"  {text}", file=sys.stderr))
        if options.wipe:
            shutil.rmtree(paths.run)


def _status(_: argparse.Namespace) -> int:
    from cpnrlab import status
    from cpnrlab.site import Site

    return status.show(Site.of(Paths.of_this_checkout()))


def _logs(options: argparse.Namespace) -> None:
    from cpnrlab import logs

    logs.show(Paths.of_this_checkout(), options.name, options.follow)


def _link(options: argparse.Namespace) -> None:
    from cpnrlab import cables
    from cpnrlab.site import Site

    cables.set_link(Site.of(Paths.of_this_checkout()), options.pf, options.state == "up", options.host)


def _vf(options: argparse.Namespace) -> None:
    from cpnrlab import cables
    from cpnrlab.site import Site

    cables.set_vf_state(Site.of(Paths.of_this_checkout()), options.mac, options.state)


def _service(options: argparse.Namespace) -> None:
    from cpnrlab import cloud
    from cpnrlab.site import Site

    paths = Paths.of_this_checkout()
    with _alone(paths):
        cloud.set_service(Site.of(paths), options.name, options.state == "start")


def _host(options: argparse.Namespace) -> None:
    from cpnrlab import power
    from cpnrlab.site import Site

    paths = Paths.of_this_checkout()
    with _alone(paths):
        power.set_power(Site.of(paths), options.name, options.state == "up")


def _run(command: list[str]) -> int:
    from cpnrlab import run

    if not command:
        raise LabError("lab/lab run needs a command, for example: lab/lab run openstack server list")
    run.execute(Paths.of_this_checkout(), command)
    return 0
