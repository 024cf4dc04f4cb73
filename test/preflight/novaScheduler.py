"""
Answers with what Nova's scheduler and Placement decide: their own code, and a database in memory.

The first line of the input has the resource providers. Each other line has a flavor and an image.
"""

from __future__ import annotations

import io
import json
import sys
import uuid
from types import SimpleNamespace
from typing import Any

import nova.conf
from nova import exception, objects
from nova.objects.numa import NUMACell, NUMAPagesTopology
from nova.scheduler import request_filter
from nova.scheduler.filters.numa_topology_filter import NUMATopologyFilter
from nova.scheduler.utils import ResourceRequest
from nova.virt import hardware
from oslo_config import cfg
from oslo_policy import opts as policy_opts
from placement import conf as placement_conf
from placement import db_api, deploy
from placement.db.sqlalchemy import migration, models
from sqlalchemy.engine import Connection

objects.register_all()

MIB_PER_GIB = 1024
# Nova of Zed asks with this version.
MICROVERSION = "placement 1.36"
MAX_SERVERS = 4
CONSUMER = str(uuid.uuid4())


class Placement:
    """Placement's WSGI application."""

    def __init__(self) -> None:
        config = cfg.ConfigOpts()
        placement_conf.register_opts(config)
        policy_opts.set_defaults(config)
        config.set_override("connection", "sqlite://", group="placement_database")
        config.set_override("auth_strategy", "noauth2", group="api")
        config([], default_config_files=[])
        db_api.configure(config)
        self._engine = db_api.get_placement_engine()
        migration.create_schema(self._engine)
        deploy.update_database(config)
        self._application = deploy.loadapp(config)

    def call(self, method: str, path: str, query: str = "", body: object = None) -> tuple[int, Any]:
        data = b"" if body is None else json.dumps(body).encode()
        environment = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "placement",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_LENGTH": str(len(data)),
            "CONTENT_TYPE": "application/json",
            "HTTP_ACCEPT": "application/json",
            "HTTP_X_AUTH_TOKEN": "admin",
            "HTTP_OPENSTACK_API_VERSION": MICROVERSION,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(data),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        status: list[str] = []
        text = b"".join(self._application(environment, lambda line, *_: status.append(line)))
        return int(status[0].split()[0]), json.loads(text) if text else None

    def candidates(self, query: str) -> tuple[int, Any]:
        return self.call("GET", "/allocation_candidates", query)

    def add(self, providers: list[dict[str, Any]]) -> None:
        """Adds providers. It writes to the database: a request for each would take a minute."""
        names = {name for provider in providers for name in provider["inventories"]}
        for name in sorted(name for name in names if name.startswith("CUSTOM_")):
            self.call("PUT", f"/resource_classes/{name}")
        for trait in sorted({trait for provider in providers for trait in provider["traits"]}):
            self.call("PUT", f"/traits/{trait}")
        with self._engine.begin() as connection:
            classes = self._ids(connection, models.ResourceClass)
            traits = self._ids(connection, models.Trait)
            aggregates = sorted({each for provider in providers for each in provider["aggregates"]})
            rows: dict[Any, list[dict[str, Any]]] = {
                models.PlacementAggregate: [
                    {"id": index, "uuid": each} for index, each in enumerate(aggregates, 1)
                ]
            }
            for index, provider in enumerate(providers, 1):
                rows.setdefault(models.ResourceProvider, []).append(
                    {"id": index, "uuid": provider["id"], "name": provider["id"], "root_provider_id": index}
                )
                for name, inventory in provider["inventories"].items():
                    key = {"resource_provider_id": index, "resource_class_id": classes[name]}
                    used = inventory.pop("used")
                    rows.setdefault(models.Inventory, []).append({**key, **inventory})
                    if used > 0:
                        rows.setdefault(models.Allocation, []).append(
                            {**key, "consumer_id": str(uuid.uuid4()), "used": used}
                        )
                rows.setdefault(models.ResourceProviderTrait, []).extend(
                    {"resource_provider_id": index, "trait_id": traits[trait]} for trait in provider["traits"]
                )
                rows.setdefault(models.ResourceProviderAggregate, []).extend(
                    {"resource_provider_id": index, "aggregate_id": aggregates.index(each) + 1}
                    for each in provider["aggregates"]
                )
            for model, values in rows.items():
                if values:
                    connection.execute(model.__table__.insert(), values)

    def claim(self, consumer: str, requests: list[dict[str, Any]]) -> None:
        """Gives a consumer the resources of allocation requests that Placement has just offered."""
        with self._engine.begin() as connection:
            classes = self._ids(connection, models.ResourceClass)
            providers = {
                row.uuid: row.id for row in connection.execute(models.ResourceProvider.__table__.select())
            }
            rows = [
                {
                    "resource_provider_id": providers[provider],
                    "resource_class_id": classes[name],
                    "consumer_id": consumer,
                    "used": amount,
                }
                for request in requests
                for provider, allocation in request.items()
                for name, amount in allocation["resources"].items()
            ]
            connection.execute(models.Allocation.__table__.insert(), rows)

    def release(self, consumer: str) -> None:
        table = models.Allocation.__table__
        with self._engine.begin() as connection:
            connection.execute(table.delete().where(table.c.consumer_id == consumer))

    @staticmethod
    def _ids(connection: Connection, model: type) -> dict[str, int]:
        return {row.name: row.id for row in connection.execute(model.__table__.select())}


class Scheduler:
    """Nova's scheduler (nova/scheduler/manager.py, select_destinations)."""

    def __init__(self, placement: Placement, providers: list[dict[str, Any]]) -> None:
        self._placement = placement
        self._hosts = {each["id"]: each for each in providers if each["cells"]}
        self._states = {each: host_state(self._hosts[each]["cells"]) for each in self._hosts}

    def answer(self, case: dict[str, Any]) -> dict[str, Any]:
        try:
            spec = request_spec(case)
            requests = [ResourceRequest.from_request_spec(spec)]
            if requests[0].cpu_pinning_requested:
                requests.append(ResourceRequest.from_request_spec(spec, enable_pinning_translate=False))
        except (exception.NovaException, ValueError) as error:
            return {"refused": type(error).__name__}
        for each in requests:
            each._limit = None
        queries = [each.to_querystring() for each in requests]
        answers = {query: self._placement.candidates(query) for query in {*queries, *case["queries"]}}
        hosts = [self._hosts_of(answers[query]) for query in queries]
        only_shared = [host for host in (hosts[1] if len(hosts) > 1 else []) if host not in hosts[0]]
        return {
            "queries": queries,
            "answers": [answers[query] for query in case["queries"]],
            "dedicated": hosts[0],
            "shared": only_shared,
            "pinned": [host for host in only_shared if self._fits(self._states[host], spec)],
            "isPossible": self._fits(host_state(IDEAL_CELLS), spec),
            "counts": self._counts(queries) if case["isCounted"] else None,
        }

    def _hosts_of(self, answer: tuple[int, Any]) -> list[str]:
        status, body = answer
        requests = body["allocation_requests"] if status == 200 else []
        return sorted(
            {each for request in requests for each in request["allocations"] if each in self._hosts}
        )

    @staticmethod
    def _fits(state: SimpleNamespace, spec: objects.RequestSpec) -> bool:
        return bool(NUMATopologyFilter().host_passes(state, spec))

    def _counts(self, queries: list[str]) -> dict[str, int]:
        """Counts the servers that fit in each cloud. A host's own disk is used before a shared one."""
        counts: dict[str, int] = {}
        for _ in range(MAX_SERVERS):
            chosen: dict[str, Any] = {}
            for index, query in enumerate(queries):
                status, body = self._placement.candidates(query)
                requests = body["allocation_requests"] if status == 200 else []
                for request in sorted(requests, key=lambda each: len(each["allocations"])):
                    host = next(each for each in request["allocations"] if each in self._hosts)
                    if index == 0 or "PCPU" not in body["provider_summaries"][host]["resources"]:
                        chosen.setdefault(self._hosts[host]["cloud"], request["allocations"])
            if not chosen:
                break
            self._placement.claim(CONSUMER, list(chosen.values()))
            for cloud in chosen:
                counts[cloud] = counts.get(cloud, 0) + 1
        self._placement.release(CONSUMER)
        return counts


def request_spec(case: dict[str, Any]) -> objects.RequestSpec:
    """What the API and the scheduler's filters of requests make of a flavor and an image."""
    size = case["flavor"]
    flavor = objects.Flavor(
        name="f",
        vcpus=size["vcpus"],
        memory_mb=size["ram"],
        root_gb=size["disk"],
        ephemeral_gb=size["ephemeral"],
        swap=size["swap"],
        extra_specs=size["specs"],
    )
    image = objects.ImageMeta.from_dict({"id": "i", "name": "i", "properties": case["image"]})
    spec = objects.RequestSpec(
        flavor=flavor,
        image=image,
        is_bfv=False,
        instance_uuid=str(uuid.uuid4()),
        numa_topology=hardware.numa_get_constraints(flavor, image),
        pci_requests=None,
        request_level_params=objects.RequestLevelParams(),
    )
    request_filter.compute_status_filter(None, spec)
    request_filter.accelerators_filter(None, spec)
    request_filter.ephemeral_encryption_filter(None, spec)
    return spec


def host_state(cells: list[dict[str, Any]]) -> SimpleNamespace:
    topology = objects.NUMATopology(
        cells=[
            NUMACell(
                id=index,
                socket=index,
                cpuset=set(cell["shared"]),
                pcpuset=set(cell["dedicated"]),
                pinned_cpus=set(cell["pinned"]),
                cpu_usage=len(cell["pinned"]),
                memory=cell["memory"],
                memory_usage=0,
                siblings=[set(each) for each in cell["siblings"]],
                mempages=[
                    NUMAPagesTopology(size_kb=size, total=total, used=0) for size, total in cell["pages"]
                ],
            )
            for index, cell in enumerate(cells)
        ]
    )
    return SimpleNamespace(
        host="h", nodename="h", numa_topology=topology, cpu_allocation_ratio=16.0, ram_allocation_ratio=1.5,
        pci_stats=None, limits={},
    )  # fmt: skip


# Four NUMA nodes with room for every server of the test, in pages of every size of an x86-64 host.
IDEAL_CELLS = [
    {
        "shared": list(range(64 * node, 64 * node + 32)),
        "dedicated": list(range(64 * node + 32, 64 * node + 64)),
        "pinned": [],
        "siblings": [[cpu, cpu + 1] for cpu in range(64 * node, 64 * node + 64, 2)],
        "memory": 96 * MIB_PER_GIB,
        "pages": [(4, 8 * MIB_PER_GIB * 1024), (2048, 16 * MIB_PER_GIB), (1048576, 32)],
    }
    for node in range(4)
]

nova.conf.CONF([], default_config_files=[])
clouds = json.loads(sys.stdin.readline())
placement = Placement()
scheduler = Scheduler(placement, clouds)
placement.add(clouds)
for line in sys.stdin:
    print(json.dumps(scheduler.answer(json.loads(line))))
