from __future__ import annotations

import http.server
import json
import ssl
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from dataclasses import asdict

from cpnrlab.front import Settings
from tests.cpnrlab.support import LAB, TemporaryLab, eventually

ENDPOINTS, PROXY, DECOY = "127.0.77.1", "127.0.77.2", "127.0.77.3"
PROXY_PORT = 3128


class _Service(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"the service")

    def log_message(self, *_: object) -> None:
        pass


class FrontTest(TemporaryLab):
    def setUp(self) -> None:
        super().setUp()
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Service)
        self.port = server.server_port
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        certificate, key = self.root / "front.pem", self.root / "front.key"
        made = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
        ]
        named = ["-subj", "/CN=cloud", "-addext", f"subjectAltName=IP:{ENDPOINTS}"]
        written = ["-keyout", str(key), "-out", str(certificate)]
        subprocess.run([*made, *named, *written], check=True, capture_output=True)
        self.certificate = str(certificate)
        self.counts = self.root / "counts.json"
        settings = Settings(
            endpoints=ENDPOINTS,
            proxy=PROXY,
            proxy_port=PROXY_PORT,
            decoys={"decoy": DECOY},
            ports=[self.port],
            certificate=str(certificate),
            key=str(key),
            counts=str(self.counts),
        )
        file = self.root / "front.json"
        file.write_text(json.dumps(asdict(settings)))
        argv = [sys.executable, "-m", "cpnrlab.front", str(file)]
        front = subprocess.Popen(argv, env={"PYTHONPATH": str(LAB)})
        self.addCleanup(front.wait)
        self.addCleanup(front.terminate)
        self.assertTrue(eventually(self.counts.exists))

    def test_the_proxy_leads_to_an_https_endpoint(self) -> None:
        answer = self._get(f"https://{ENDPOINTS}:{self.port}/", f"http://{PROXY}:{PROXY_PORT}")
        self.assertEqual(answer, b"the service")
        self.assertEqual(self._counted()["through the proxy"], 1)
        self.assertNotIn("past the proxy", self._counted())

    def test_a_connection_past_the_proxy_is_counted(self) -> None:
        self.assertEqual(self._get(f"https://{ENDPOINTS}:{self.port}/", None), b"the service")
        self.assertEqual(self._counted()["past the proxy"], 1)

    def test_a_connection_to_a_decoy_is_counted_and_gets_no_answer(self) -> None:
        with self.assertRaises((urllib.error.URLError, ConnectionError)):
            self._get(f"https://{DECOY}:{self.port}/", f"http://{PROXY}:{PROXY_PORT}")
        self.assertEqual(self._counted()["decoy"], 1)

    def test_the_proxy_only_connects(self) -> None:
        proxy = urllib.request.ProxyHandler({"http": f"http://{PROXY}:{PROXY_PORT}"})
        with self.assertRaisesRegex(urllib.error.HTTPError, "405"):
            urllib.request.build_opener(proxy).open(f"http://127.0.0.1:{self.port}/", timeout=10)
        self.assertEqual(self._counted()["proxy: in plain text"], 1)

    def _get(self, url: str, proxy: str | None) -> bytes:
        trust = ssl.create_default_context(cafile=self.certificate)
        handlers = [urllib.request.HTTPSHandler(context=trust)]
        ways = urllib.request.ProxyHandler({"https": proxy} if proxy else {})
        with urllib.request.build_opener(ways, *handlers).open(url, timeout=10) as answer:
            return bytes(answer.read())

    def _counted(self) -> dict[str, int]:
        return dict(json.loads(self.counts.read_text()))
