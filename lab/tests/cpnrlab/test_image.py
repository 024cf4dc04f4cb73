"""Each folder of lab/image/guests is a guest, and nothing else knows which guests there are."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
import unittest
from dataclasses import replace

from cpnrlab import form, image, stackfile
from cpnrlab.form import Form
from cpnrlab.progress import Board
from cpnrlab.stages import Task
from tests.cpnrlab.support import LAB, TemporaryLab

OLD = 10**9
"""A time in 2001."""


class ImageTest(TemporaryLab):
    def setUp(self) -> None:
        super().setUp()
        shutil.copytree(LAB / "image", self.paths.lab / "image")
        shutil.copytree(LAB / "forms", self.paths.lab / "forms")
        shutil.copytree(LAB.parent / "tools", self.root / "tools")
        self.folder = self.paths.lab / "image"
        self.guests = form.guests(self.paths)

    def keys(self) -> dict[str, str]:
        """The key of each guest's image."""
        return {
            guest: subprocess.check_output([self.folder / "key", guest], text=True) for guest in self.guests
        }

    def ensure(self, guest: str, path: str = os.environ["PATH"]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.folder / "ensure", guest],
            env=os.environ | {"CPNR_CACHE": str(self.paths.cache), "PATH": path},
            capture_output=True,
            text=True,
        )

    def test_a_guest_is_built_anew_only_if_it_is_made_from_something_else(self) -> None:
        guests = self.folder / "guests"
        before = self.keys()
        for path, expected in (
            (guests / "new/suites", []),
            (guests / "trixie/renderers", []),
            (self.folder / "ensure", []),
            (guests / "trixie/suites", ["trixie"]),
            (guests / "caching/rootfs/etc/knot/knot.conf", ["caching"]),
            (guests / "bookworm/rootfs/etc/new", ["bookworm"]),
            (self.root / "tools/network-manager/build", ["rhel"]),
            (self.folder / "packages", self.guests),
            (self.folder / "rootfs/etc/fstab", self.guests),
            (self.folder / "build", self.guests),
        ):
            with self.subTest(path.relative_to(self.root)):
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("a") as file:
                    file.write("# another line\n")
                after = self.keys()
                self.assertEqual([guest for guest in self.guests if after[guest] != before[guest]], expected)
                before = after

    def test_each_guest_has_an_image_of_its_own(self) -> None:
        self.assertEqual(len(set(self.keys().values())), len(self.guests))

    def test_an_image_in_the_cache_is_found_and_kept_for_another_month(self) -> None:
        built = self.paths.cache / "image" / f"trixie-{self.keys()['trixie'].strip()}"
        built.mkdir(parents=True)
        (built / "image.qcow2").touch()
        os.utime(built, (OLD, OLD))
        self.assertEqual(self.ensure("trixie").stdout, f"{built}\n")
        self.assertGreater(built.stat().st_mtime, OLD)

    @unittest.skipUnless(os.geteuid() == 0, "only root can build an image")
    def test_an_image_is_built_with_debians_python_whatever_the_users_is(self) -> None:
        (self.root / "python3").symlink_to("/bin/false")
        build = self.folder / "build"
        build.write_text('#!/bin/sh\npython3 -c pass && touch "$2/image.qcow2"\n')
        result = self.ensure("trixie", path=f"{self.root}:{os.environ['PATH']}")
        self.assertEqual(result.returncode, 0, result.stderr)

    def test_a_guest_that_does_not_exist_is_told_with_those_that_do(self) -> None:
        result = self.ensure("slackware")
        self.assertEqual((result.returncode, result.stdout), (1, ""))
        self.assertIn("There is no guest 'slackware', expected one of: ", result.stderr)
        for guest in self.guests:
            self.assertIn(guest, result.stderr)

    def test_what_a_guest_removes_is_in_the_common_list(self) -> None:
        for name in ("packages", "masked-units"):
            common = (self.folder / name).read_text().split()
            for file in self.folder.glob(f"guests/*/{name}"):
                for line in file.read_text().split():
                    with self.subTest(guest=file.parent.name, line=line):
                        self.assertEqual(line.lstrip("-") in common, line.startswith("-"))

    def test_the_form_says_which_guest_is_built(self) -> None:
        program = self.folder / "ensure"
        program.write_text("#!/bin/sh\necho progress\necho /images/$1\n")
        site = replace(self.site, form=Form("of a test", guest="netplan"))
        with Board(5) as board:
            image.ensure(Task("image", board, self.root / "log", threading.Event()), site)
        self.assertEqual((self.paths.run / "image-folder").read_text(), "/images/netplan")

    def test_a_form_deploys_with_a_renderer_that_its_guest_can_read(self) -> None:
        tracked = (LAB.parent / "Pulumi.lab.yaml").read_text()
        for name in form.names(self.paths):
            with self.subTest(name):
                chosen = form.load(self.paths, name)
                text = stackfile.replace(tracked, chosen.stack)
                renderer = re.search(r'"?renderer"?: "?(\w+)', text)
                assert renderer
                readable = self.folder / "guests" / chosen.guest / "renderers"
                self.assertIn(renderer[1], readable.read_text().split())

    def test_each_guest_is_in_a_form_and_in_the_readme(self) -> None:
        used = {form.load(self.paths, name).guest for name in form.names(self.paths)}
        self.assertEqual(used, set(self.guests))
        rows = re.findall(
            r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", (LAB / "README.md").read_text(), re.MULTILINE
        )
        in_readme = {guest: renderers.split(", ") for guest, renderers in rows}
        for guest in self.guests:
            renderers = (self.folder / "guests" / guest / "renderers").read_text().split()
            self.assertEqual(in_readme.get(guest), renderers, guest)

    def test_the_properties_of_an_image_are_json(self) -> None:
        for file in [self.folder / "properties.json", *self.folder.glob("guests/*/properties.json")]:
            with self.subTest(file.parent.name):
                self.assertTrue(
                    all(isinstance(value, str) for value in json.loads(file.read_text()).values())
                )
