"""Waits until the guest has booted.

Request: {"bootupTime": seconds}. The wait ends when cloud-init has ended, or when the guest's uptime reaches
bootupTime. The program prints one line of JSON: {"cloudInit": as in the evidence, "uptime": seconds}.
"""

import json
import time
from typing import Any, Dict, Optional

from guest import sysfs

CLOUD_INIT_RESULT = "/run/cloud-init/result.json"
CLOUD_INIT_STATUS = "/run/cloud-init/status.json"
UPTIME = "/proc/uptime"
POLL_SECONDS = 0.5


def read_cloud_init_file(path: str) -> Optional[Dict[str, Any]]:
    """Returns the object `v1` of a JSON file of cloud-init, or None if the file has no such object."""
    try:
        content = json.loads(sysfs.read(path) or "")["v1"]
    except (ValueError, KeyError, TypeError):
        return None
    return content if isinstance(content, dict) else None


def observe_cloud_init() -> Dict[str, Any]:
    """Returns whether cloud-init has ended, its current stage, and the errors that cloud-init reports."""
    result = read_cloud_init_file(CLOUD_INIT_RESULT)
    status = read_cloud_init_file(CLOUD_INIT_STATUS) or {}
    errors = (result or {}).get("errors") or []
    return {
        "ended": result is not None,
        "stage": status.get("stage"),
        "failed": bool(errors),
        "errors": errors,
    }


def read_uptime() -> float:
    """Returns the seconds since the guest booted."""
    return float(sysfs.read_word(UPTIME) or time.monotonic())


def wait_for_boot(bootup_time: float) -> Dict[str, Any]:
    """Waits until cloud-init has ended or the uptime has reached `bootup_time` seconds; returns both."""
    while True:
        # The uptime is read first: cloud-init gets the whole of bootup_time.
        uptime = read_uptime()
        cloud_init = observe_cloud_init()
        if cloud_init["ended"] or uptime >= bootup_time:
            return {"cloudInit": cloud_init, "uptime": uptime}
        time.sleep(POLL_SECONDS)


def main(request: Dict[str, Any]) -> None:
    """Waits for the boot and prints the result."""
    print(json.dumps(wait_for_boot(request["bootupTime"])), flush=True)
