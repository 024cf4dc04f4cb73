"""A small client of the lab's own cloud, for what the lab itself has to ask and to set up."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import IO, Any

from cpnrlab.errors import LabError
from cpnrlab.site import ADDRESS, PORTS, Site

_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class ApiError(LabError):
    """A service refused or didn't answer; status is 0 if there was no answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Login:
    """Who asks: a user of the domain Default, and the project."""

    user: str
    project: str
    password: str


class Cloud:
    """The cloud, by default as its admin. To be used by a thread that is inside the lab's namespace."""

    def __init__(self, site: Site, login: Login | None = None) -> None:
        self._site = site
        self._login = login or Login("admin", "admin", site.password)
        self._token: str | None = None

    def get(self, service: str, path: str, microversion: str | None = None) -> Any:  # noqa: ANN401
        """The decoded answer to a GET of a path at a service (`keystone`, `nova`, …)."""
        return self.call(service, "GET", path, microversion=microversion)

    def call(
        self,
        service: str,
        method: str,
        path: str,
        body: object = None,
        *,
        file: IO[bytes] | None = None,
        size: int = 0,
        microversion: str | None = None,
        timeout: float = 60,
    ) -> Any:  # noqa: ANN401
        """Make a request and return the decoded answer, None if it is empty.

        A `file` of `size` bytes is sent as it is. ApiError if the answer isn't a good one, or there is none.
        """
        headers = {"X-Auth-Token": self._authenticate()}
        data: bytes | IO[bytes] | None = None
        if file is not None:
            data = file
            headers |= {"Content-Type": "application/octet-stream", "Content-Length": str(size)}
        elif body is not None:
            data = json.dumps(body).encode()
            is_patch = service == "glance" and method == "PATCH"
            headers["Content-Type"] = (
                "application/openstack-images-v2.1-json-patch" if is_patch else "application/json"
            )
        if microversion is not None:
            headers["OpenStack-API-Version"] = f"{'compute' if service == 'nova' else service} {microversion}"
        return self._request(method, f"http://{ADDRESS}:{PORTS[service]}{path}", data, headers, timeout)[0]

    def _authenticate(self) -> str:
        if self._token is None:
            domain = {"id": "default"}
            login = self._login
            user = {"name": login.user, "domain": domain, "password": login.password}
            auth = {
                "identity": {"methods": ["password"], "password": {"user": user}},
                "scope": {"project": {"name": login.project, "domain": domain}},
            }
            url = f"{self._site.auth_url}/auth/tokens"
            data = json.dumps({"auth": auth}).encode()
            headers = self._request("POST", url, data, {"Content-Type": "application/json"}, 60)[1]
            self._token = headers["X-Subject-Token"] or ""
        return self._token

    @staticmethod
    def _request(
        method: str, url: str, data: bytes | IO[bytes] | None, headers: dict[str, str], timeout: float
    ) -> tuple[Any, http.client.HTTPMessage]:
        request = urllib.request.Request(url, data, headers, method=method)
        try:
            with _OPENER.open(request, timeout=timeout) as answer:
                text = answer.read()
                return (json.loads(text) if text else None), answer.headers
        except urllib.error.HTTPError as error:
            said = error.read().decode(errors="replace").strip()
            raise ApiError(error.code, f"{method} {url} answered {error.code}: {said[:300]}") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise ApiError(0, f"{method} {url} got no answer: {error}.") from error
