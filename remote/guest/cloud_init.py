"""Reads how far cloud-init has come in the guest."""

import json
from typing import Any, Dict, List, Optional

from guest import sysfs

CLOUD_INIT_RESULT = "/run/cloud-init/result.json"
CLOUD_INIT_STATUS = "/run/cloud-init/status.json"
# cloud-init puts whole tracebacks into its errors. verify/evidence.ts rejects longer texts and lists.
MAXIMUM_ERRORS = 50
MAXIMUM_ERROR_LENGTH = 500


def list_errors(result: Dict[str, Any]) -> List[str]:
    """Returns the errors of cloud-init's result, each cut to a length, and not more than a number of them."""
    errors = result.get("errors") or []
    texts = errors if isinstance(errors, list) else [errors]
    return [str(text)[:MAXIMUM_ERROR_LENGTH] for text in texts[:MAXIMUM_ERRORS]]


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
    errors = list_errors(result or {})
    return {
        "ended": result is not None,
        "stage": status.get("stage"),
        "failed": bool(errors),
        "errors": errors,
    }
