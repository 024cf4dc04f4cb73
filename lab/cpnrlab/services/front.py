"""The front of a form with TLS (cpnrlab/front.py): its certificate, addresses, settings and service."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict

from cpnrlab.form import Form
from cpnrlab.front import Settings
from cpnrlab.processes import Service
from cpnrlab.site import ENDPOINTS, PORTS, PUBLIC_DECOY, REGION_DECOY, Site
from cpnrlab.stages import Task

PROXY = "198.18.255.2"
PROXY_PORT = 3128
_SETTINGS = "front.json"
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "365")


def config(site: Site) -> dict[str, str]:
    """Configuration files by name."""
    return {_SETTINGS: json.dumps(asdict(_settings(site)), indent=2) + "\n"} if site.form.tls else {}


def service(site: Site) -> Service:
    """The front."""
    argv = (sys.executable, "-m", "cpnrlab.front", str(site.paths.etc / _SETTINGS))
    env = {"PYTHONPATH": str(site.paths.lab)}
    return Service("front", argv, env, (site.paths.etc / _SETTINGS,))


def services(site: Site) -> list[Service]:
    """The front if the form has one."""
    return [service(site)] if site.form.tls else []


def user_environment(form: Form) -> dict[str, str]:
    """What tells a user's programs the proxy, and the OpenStack provider the interface."""
    if not form.tls:
        return {}
    return {"HTTPS_PROXY": f"http://{PROXY}:{PROXY_PORT}", "OS_ENDPOINT_TYPE": "internal"}


def prepare(task: Task, site: Site) -> None:
    """Make the company's CA and the endpoints' certificate, and give the namespace the addresses."""
    folder = site.tls_folder
    folder.mkdir(mode=0o700, exist_ok=True)
    authority = ["-keyout", str(folder / "ca.key"), "-out", str(site.company_ca)]
    if not (folder / "front.pem").exists():
        made = ["openssl", "req", "-x509", *_KEY]
        task.execute([*made, *authority, "-subj", "/CN=Example Company CA"])
        signed = ["-CA", str(site.company_ca), "-CAkey", str(folder / "ca.key")]
        named = ["-subj", "/CN=cloud", "-addext", f"subjectAltName=IP:{ENDPOINTS}"]
        own = ["-keyout", str(folder / "front.key"), "-out", str(folder / "front.pem")]
        task.execute([*made, *signed, *named, "-addext", "basicConstraints=critical,CA:FALSE", *own])
    for address in (ENDPOINTS, PROXY, PUBLIC_DECOY, REGION_DECOY):
        subprocess.run(["ip", "address", "replace", f"{address}/32", "dev", "lo"], check=True)


def _settings(site: Site) -> Settings:
    return Settings(
        endpoints=ENDPOINTS,
        proxy=PROXY,
        proxy_port=PROXY_PORT,
        decoys={"public interface": PUBLIC_DECOY, "second region": REGION_DECOY},
        ports=[PORTS[name] for name in site.apis],
        certificate=str(site.tls_folder / "front.pem"),
        key=str(site.tls_folder / "front.key"),
        counts=str(site.tls_folder / "counts.json"),
    )
