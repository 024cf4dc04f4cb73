"""Heat is in a form with orchestration, and in no other."""

from __future__ import annotations

import json
from unittest import mock

from cpnrlab import cloud, configuration, database, identity, processes, ready
from cpnrlab.services import heat
from cpnrlab.site import Site
from tests.cpnrlab.support import TemporaryLab
from tests.cpnrlab.test_configuration import parsed


class HeatTest(TemporaryLab):
    def setUp(self) -> None:
        super().setUp()
        self.with_heat = self.site_of(orchestration=True)

    def test_only_a_form_with_orchestration_pays_for_heat(self) -> None:
        def parts(site: Site) -> list[set[str]]:
            return [
                set(site.packages),
                set(configuration.files(site)),
                {service.name for service in cloud.services(site)},
                {stage.name for stage in cloud.stages(site, after="packages", programs="packages")},
                {component.name for component in database.components(site)},
                set(identity.users(site)),
                set(identity.catalog(site)),
                set(site.ports.values()),
                set(site.apis),
            ]

        added = [more - fewer for more, fewer in zip(parts(self.with_heat), parts(self.site), strict=True)]
        self.assertEqual(
            added,
            [
                {"heat-api", "heat-engine", "python3-heatclient"},
                {"heat/heat.conf"},
                {"heat", "heat-engine"},
                {"db heat", "heat"},
                *[{"heat"}] * 5,
            ],
        )

    def test_the_cloud_is_not_used_before_heat(self) -> None:
        stages = {
            stage.name: stage.after
            for stage in cloud.stages(self.with_heat, after="packages", programs="packages")
        }
        self.assertIn("heat", stages[cloud.READY])
        self.assertIn("db heat", stages["heat"])

    def test_the_api_and_the_engine_read_the_same_file(self) -> None:
        file = self.paths.etc / "heat/heat.conf"
        engine, api = heat.services(self.with_heat)
        self.assertEqual(engine.argv, ("heat-engine", "--config-file", str(file)))
        self.assertEqual(api.env["HOME"], str(file.parent))
        self.assertEqual((engine.config, api.config), ((file,), (file,)))
        self.assertEqual((engine.port, api.port), (None, 8004))

    def test_one_engine_worker_finds_its_region_in_the_request(self) -> None:
        default = self.options()["DEFAULT"]
        self.assertEqual(default["num_engine_workers"], "1")
        self.assertNotIn("region_name_for_services", default)
        self.assertEqual(len(default["auth_encryption_key"]), 32)

    def test_the_user_data_of_many_vnfs_fits_into_a_request(self) -> None:
        default = self.options()["DEFAULT"]
        self.assertGreater(int(default["max_template_size"]), 64 * 64 * 1024)
        self.assertGreater(int(default["max_json_body_size"]), int(default["max_template_size"]))

    def test_a_token_lives_as_long_as_an_action_of_heat_may_take(self) -> None:
        for site, seconds in ((self.with_heat, "3600"), (self.site, "600")):
            keystone = parsed(configuration.files(site)["keystone.conf"])
            self.assertEqual(keystone["token"]["expiration"], seconds)

    def test_a_trust_and_a_project_are_not_asked_for_together(self) -> None:
        trustee = self.options()["trustee"]
        self.assertEqual(trustee["username"], "heat")
        self.assertFalse([name for name in trustee if name.startswith("project")])

    def test_with_tls_the_engine_uses_the_interface_admin_and_the_front_serves_heat(self) -> None:
        site = self.site_of(orchestration=True, tls=True)
        files = configuration.files(site)
        self.assertEqual(parsed(files["heat/heat.conf"])["clients"]["endpoint_type"], "adminURL")
        self.assertIn(8004, json.loads(files["front.json"])["ports"])

    def test_an_engine_is_ready_if_it_began_to_serve_after_its_process_did(self) -> None:
        began = processes.Record("heat-engine", 1, 1, 1700000000.0, "")
        with mock.patch.object(processes, "record", return_value=began):
            for stamp, fresh in (
                ("", False),
                ("2023-11-14 22:13:10", False),
                ("2023-11-14 22:13:21", True),
            ):
                self.assertEqual(ready._since(self.with_heat, heat.ENGINE, stamp), fresh, stamp)

    def options(self) -> dict[str, dict[str, str]]:
        text = configuration.files(self.with_heat)["heat/heat.conf"]
        return {name: dict(section) for name, section in parsed(text).items()}
