from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import unittest
from pathlib import Path
from unittest import mock

from cpnrlab import cli, run
from cpnrlab.errors import LabError

LAB = Path(__file__).parents[2]


class CliTest(unittest.TestCase):
    def test_every_verb_is_known(self) -> None:
        for line in (
            "deploy",
            "up",
            "down --wipe",
            "status",
            "logs nova-api -f",
            "link sriov0 down --host compute-1",
            "host down compute-2",
        ):
            cli.parser().parse_args(line.split())

    def test_a_link_is_up_or_down(self) -> None:
        error = io.StringIO()
        with contextlib.redirect_stderr(error), self.assertRaises(SystemExit):
            cli.parser().parse_args(["link", "sriov0", "sideways"])
        self.assertIn("invalid choice: 'sideways' (choose from 'up', 'down')", error.getvalue())

    def test_options_after_run_are_the_commands_own(self) -> None:
        with mock.patch.object(run, "execute") as execute:
            cli.main(["run", "openstack", "--debug", "server", "list", "-f", "json"])
        self.assertEqual(execute.call_args[0][1], ["openstack", "--debug", "server", "list", "-f", "json"])

    def test_faults_are_printed_a_line_each_and_the_exit_code_is_not_0(self) -> None:
        error = io.StringIO()
        with (
            mock.patch.object(run, "execute", side_effect=LabError("No tap.", "No memory.")),
            contextlib.redirect_stderr(error),
        ):
            self.assertEqual(cli.main(["run", "true"]), 1)
        self.assertEqual(error.getvalue(), "lab: No tap.\nlab: No memory.\n")

    def test_a_closed_standard_input_is_opened_for_us_and_for_what_we_execute(self) -> None:
        program = (
            "import subprocess; from cpnrlab import cli; cli.open_standard_streams();"
            "subprocess.run(['readlink', '/proc/self/fd/0'])"
        )
        shell = ["sh", "-c", 'exec "$0" -c "$1" <&-', sys.executable, program]
        done = subprocess.run(shell, cwd=LAB, stdout=subprocess.PIPE, text=True, check=True)
        self.assertEqual(done.stdout, "/dev/null\n")
