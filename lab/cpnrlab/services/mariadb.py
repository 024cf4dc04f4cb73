"""The database server. Its data is the lab's own and can be made anew, so it doesn't wait for the disk."""

from __future__ import annotations

from cpnrlab.processes import Service
from cpnrlab.services.ini import Options, render
from cpnrlab.site import ADDRESS, PORTS, Site


def config(site: Site) -> dict[str, str]:
    """Configuration files by name."""
    run = site.paths.run / "mariadb"
    options: Options = {
        "user": "root",
        "datadir": str(run / "data"),
        "socket": str(run / "sock"),
        "pid-file": str(run / "pid"),
        "bind-address": ADDRESS,
        "port": PORTS["mariadb"],
        "skip-name-resolve": 1,
        "skip-log-bin": 1,
        "performance-schema": 0,
        "character-set-server": "utf8mb3",
        "collation-server": "utf8mb3_general_ci",
        "max-connections": 400,
        "innodb-file-per-table": 0,
        "innodb-flush-method": "nosync",
        "innodb-flush-log-at-trx-commit": 0,
        "innodb-doublewrite": 0,
        "innodb-buffer-pool-size": "128M",
        "innodb-log-file-size": "48M",
        "aria-pagecache-buffer-size": "8M",
        "key-buffer-size": "1M",
    }
    return {"mariadb.cnf": render({"mariadbd": options})}


def service(site: Site) -> Service:
    """The server, which needs its data folder made."""
    file = site.paths.etc / "mariadb.cnf"
    return Service(
        "mariadb", ("mariadbd", f"--defaults-file={file}"), {}, (file,), PORTS["mariadb"], grace=15
    )
