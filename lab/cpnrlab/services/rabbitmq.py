"""The message queue, and Erlang's port mapper that it needs. Its state is made anew at each start."""

from __future__ import annotations

from cpnrlab.processes import Service
from cpnrlab.site import ADDRESS, PORTS, Site

# What is on the PATH insists on being the user rabbitmq.
_PROGRAM = "/usr/lib/rabbitmq/bin/rabbitmq-server"
_ERLANG = "+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}"


def config(site: Site) -> dict[str, str]:
    """Configuration files by name."""
    options = {
        "listeners.tcp.1": f"{ADDRESS}:{PORTS['rabbitmq']}",
        "default_user": "openstack",
        "default_pass": site.password,
        "vm_memory_high_watermark.absolute": "1GB",
        "disk_free_limit.absolute": "50MB",
        "log.console": "true",
        "log.console.level": "warning",
    }
    text = "".join(f"{key} = {value}\n" for key, value in options.items())
    return {"rabbitmq.conf": text, "rabbitmq-plugins": "[].\n"}


def mapper() -> Service:
    """Erlang's port mapper; it is to run before the queue, which would start one of its own."""
    return Service("epmd", ("epmd", "-address", ADDRESS), port=PORTS["epmd"], grace=1)


def service(site: Site) -> Service:
    """The message queue."""
    etc, state = site.paths.etc, site.paths.run / "rabbitmq"
    env = {
        "RABBITMQ_NODENAME": "rabbit@localhost",
        "RABBITMQ_CONFIG_FILE": str(etc / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(etc / "rabbitmq-plugins"),
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_MNESIA_BASE": str(state / "mnesia"),
        "RABBITMQ_PID_FILE": str(state / "pid"),
        "RABBITMQ_LOG_BASE": str(site.paths.log),
        "RABBITMQ_LOGS": "-",
        "RABBITMQ_DIST_PORT": str(PORTS["rabbitmq-distribution"]),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": _ERLANG,
        "ERL_EPMD_ADDRESS": ADDRESS,
    }
    config_files = (etc / "rabbitmq.conf", etc / "rabbitmq-plugins")
    return Service("rabbitmq", (_PROGRAM,), env, config_files, PORTS["rabbitmq"], grace=4)
