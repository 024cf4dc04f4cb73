"""Show what openstacksdk reads from clouds.yaml and the OS_* variables.

Each line of standard input is a case, each line of standard output its result. openstacksdk's own code reads,
and it logs in to a Keystone that this program plays: nothing is sent.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import warnings
from typing import Any

import requests
from openstack.config import loader

SERVICES = ("compute", "network", "image", "placement")


class Keystone(requests.adapters.BaseAdapter):
    """Responds to requests, and keeps the one for a token."""

    def __init__(self) -> None:
        super().__init__()
        self.request: dict[str, Any] = {}

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # noqa: ANN401
        """Respond with the versions of Keystone, or a token."""
        response = requests.Response()
        response.request = request
        response.url = request.url or ""
        response.headers["Content-Type"] = "application/json"
        body: dict[str, Any]
        if request.method == "POST":
            self.request = {
                "url": request.url,
                "auth": json.loads(request.body or "{}")["auth"],
                "verify": options["verify"],
                "cert": options["cert"],
            }
            response.status_code = 201
            response.headers["X-Subject-Token"] = "a-token"
            times = {"issued_at": "2026-01-01T00:00:00Z", "expires_at": "2099-01-01T00:00:00Z"}
            body = {"token": {"catalog": [], "project": {"id": "p"}, "user": {"id": "u"}, **times}}
        else:
            base = response.url.rstrip("/")
            href = base if base.endswith("/v3") else f"{base}/v3"
            link = {"rel": "self", "href": f"{href}/"}
            response.status_code = 300
            body = {"versions": {"values": [{"id": "v3.14", "status": "stable", "links": [link]}]}}
        response._content = json.dumps(body).encode()
        return response

    def close(self) -> None:
        """Close nothing."""


def read(case: dict[str, Any]) -> dict[str, Any]:
    """Read the cloud of a case, as a program that calls openstack.connect() does."""
    for name in [name for name in os.environ if name.startswith(("OS_", "XDG_")) or name == "HOME"]:
        del os.environ[name]
    os.environ.update({"HOME": case["home"], **case["env"]})
    os.chdir(case["folder"])
    # The list of files is made when the module is loaded.
    importlib.reload(loader)
    region = loader.OpenStackConfig().get_one()
    keystone = Keystone()
    http = requests.Session()
    http.trust_env = False
    http.mount("http://", keystone)
    http.mount("https://", keystone)
    session = region.get_session()
    session.session = http
    session.get_token()
    verify, cert = keystone.request["verify"], keystone.request["cert"]
    pair = cert if isinstance(cert, tuple) else (cert, None)
    return {
        "url": keystone.request["url"],
        "auth": keystone.request["auth"],
        "region": sorted({region.get_region_name(service) or "" for service in SERVICES}),
        "interface": sorted({str(region.get_interface(service)) for service in SERVICES}),
        "endpoints": {
            service: region.config[f"{service}_endpoint_override"]
            for service in SERVICES
            if region.config.get(f"{service}_endpoint_override")
        },
        "verify": verify is not False,
        "cacert": verify if isinstance(verify, str) else "",
        "cert": pair[0] or "",
        "key": pair[1] or "",
    }


def main() -> None:
    """Read each case."""
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        try:
            result = read(json.loads(line))
        except Exception as error:
            result = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(result), flush=True)


main()
