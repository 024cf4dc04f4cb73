"""Whether QEMU's guests can run under KVM here: found out by running one, once for each run folder.

That /dev/kvm exists says little: a nested one may refuse to start a guest. Without virtualization in the
processor (kvm-pvm, as some clouds' machines have it) it starts one, and a kernel in it is slower than under
QEMU alone, or never comes up.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from hardware import state

SECONDS = 2.0
"""The BIOS and the probe take a tenth of it where KVM is what it should be."""

_EXIT_PORT = 0xF4
_EXIT_VALUE = 0x10
_EXIT_CODE = _EXIT_VALUE << 1 | 1

# mov dx, port; mov al, value; out dx, al; hlt
_PROBE = bytes([0xBA, _EXIT_PORT, 0x00, 0xB0, _EXIT_VALUE, 0xEE, 0xF4]).ljust(510, b"\0") + b"\x55\xaa"
_DISK_BYTES = 1 << 20


def accelerator(run: Path) -> str:
    """`kvm` or `tcg`; remembered in the run folder."""
    answer = run / "accelerator"
    if not answer.exists():
        usable = Path("/dev/kvm").exists() and virtualizes() and probe("kvm")
        state.write(answer, ("kvm" if usable else "tcg") + "\n")
    return answer.read_text().strip()


def virtualizes(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether the processor itself has virtualization: Intel's VMX or AMD's SVM."""
    flags = next((line for line in cpuinfo.read_text().splitlines() if line.startswith("flags")), "")
    return not {"vmx", "svm"}.isdisjoint(flags.split())


def probe(name: str) -> bool:
    """Whether a tiny guest (BIOS and boot sector) runs under that accelerator, to its end and in time."""
    with tempfile.NamedTemporaryFile() as disk:
        disk.write(_PROBE.ljust(_DISK_BYTES, b"\0"))
        disk.flush()
        command = [
            *("qemu-system-x86_64", "-nodefaults", "-no-user-config", "-display", "none", "-m", "64"),
            *("-machine", f"q35,accel={name}", "-cpu", "host" if name == "kvm" else "qemu64"),
            *("-drive", f"file={disk.name},format=raw,if=none,id=probe,readonly=on"),
            *("-device", "virtio-blk-pci,drive=probe"),
            *("-device", f"isa-debug-exit,iobase={_EXIT_PORT:#x}"),
        ]
        try:
            done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == _EXIT_CODE
