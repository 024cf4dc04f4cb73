import { setTimeout as pause } from "node:timers/promises";
import { cable, change } from "../../lab/client/commands";
import { faultsIn } from "../../report/finding";
import { type Breakage, broken, mend, OTHER_HOST_KEY } from "./brokenGuest";
import { HUNG, qemuPid, until, untilHealthy, verify } from "./health";
import { MINUTE } from "./stack";

interface GuestFault extends Breakage {
  readonly name: string;
  /** The checks that fail for it, each once, in their order. */
  readonly checks: readonly string[];
  /** Checks that fail for it or not, by which slave a packet takes. */
  readonly perhaps?: readonly string[];
  /** Whether it locks us out, so that the guest mends it by itself after a time. */
  readonly locksOut?: boolean;
  /** What the first of them found. */
  readonly actual: RegExp;
}

const BOND = "/sys/class/net/bond0/bonding";
const STOP = "systemctl stop NetworkManager";
const START = "systemctl start NetworkManager; sleep 1; /usr/local/sbin/day0-bond";
const SECOND = `second=$(tr ' ' '\\n' <${BOND}/slaves | grep -v -x $(cat ${BOND}/primary | cut -d' ' -f1))`;

const guestFaults: readonly GuestFault[] = [
  {
    name: "a bonding module that is absent",
    make: `${STOP}; ip link delete bond0; modprobe -r bonding`,
    mend: START,
    checks: ["bonding module", "bond", "default route", "ping", "DNS from inside", "DNS from outside"],
    actual: /not loaded/,
  },
  {
    name: "a slave that is missing",
    make: `${STOP}; ${SECOND}; echo -$second >${BOND}/slaves; echo $second >/run/second`,
    mend: START,
    checks: ["slaves"],
    actual: /the slaves are ens\d \(/,
  },
  {
    name: "a slave with another MAC",
    make: `${STOP}; ${SECOND}; echo -$second >${BOND}/slaves; cat /sys/class/net/$second/address >/run/mac; echo $second >/run/second; ip link set $second address 02:00:00:00:00:99; echo +$second >${BOND}/slaves`,
    mend: `second=$(cat /run/second); echo -$second >${BOND}/slaves; ip link set $second address $(cat /run/mac); echo +$second >${BOND}/slaves; ${START}`,
    checks: ["slaves"],
    actual: /02:00:00:00:00:99/,
  },
  {
    name: "a bond without its address",
    make: `${STOP}; ip address flush dev bond0 scope global`,
    mend: `ip link delete bond0; ${START}`,
    checks: ["addresses", "default route", "ping", "DNS from inside", "DNS from outside"],
    actual: /^none$/,
  },
  {
    name: "another mode",
    make: `${STOP}; slaves=$(cat ${BOND}/slaves); ip link delete bond0; ip link add bond0 type bond mode balance-rr miimon 100; for slave in $slaves; do ip link set $slave down; ip link set $slave master bond0; done; ip link set bond0 up; ip address add 172.16.1.10/24 dev bond0; ip route add default via 172.16.1.1 dev bond0 metric 50`,
    mend: `ip link delete bond0; ${START}`,
    checks: ["mode", "fail_over_mac", "primary_reselect", "num_grat_arp", "primary", "active slave"],
    perhaps: ["ping", "DNS from outside"],
    actual: /^balance-rr$/,
  },
  {
    name: "a default route over management",
    make: "ip route add default via 10.10.10.1 metric 10",
    mend: "ip route delete default via 10.10.10.1 metric 10",
    checks: ["default route"],
    actual: /via 10\.10\.10\.1 on enp/,
  },
  {
    name: "a DNS service that is stopped",
    make: "systemctl stop nsd",
    mend: "systemctl start nsd",
    checks: ["DNS from inside", "DNS from outside"],
    actual: /refused/,
  },
  {
    name: "another SSH host key",
    ...OTHER_HOST_KEY,
    checks: ["host key"],
    locksOut: true,
    actual: /another host key/,
  },
  {
    name: "an SSH port that is closed",
    make: "systemctl stop ssh",
    mend: "systemctl start ssh",
    checks: ["SSH"],
    locksOut: true,
    actual: /10\.10\.10\.101 port 22: the connection is refused/,
  },
  {
    name: "a Python that answers with garbage",
    make: 'printf \'#!/bin/sh\\necho "{\\\\"hostname\\\\": 5}"\\n\' >/usr/local/bin/python3; chmod 755 /usr/local/bin/python3',
    mend: "rm /usr/local/bin/python3",
    checks: ["evidence"],
    actual: /the answer is not evidence: .*hostname/,
  },
];

/** Faults made for real, one by one; each is named, and nothing else is. */
export function verification(): void {
  it(
    "raises no false alarm in 20 verifications of a healthy VNF",
    async () => {
      for (let time = 0; time < 20; time += 1) {
        expect(faultsIn(await verify())).toEqual([]);
      }
    },
    5 * MINUTE,
  );

  it.each(guestFaults)(
    "names $name",
    async ({ checks, perhaps = [], locksOut = false, actual, ...breakage }) => {
      await broken(breakage, locksOut ? 20 : 45);
      await pause(1000);
      const faults = faultsIn(await verify());
      if (!locksOut) {
        await mend();
      }
      await untilHealthy();
      const named = new Set(faults.map(({ check }) => check));
      expect([...named].filter((check) => !perhaps.includes(check))).toEqual(checks);
      expect(faults[0]?.actual).toMatch(actual);
      expect(faults[0]?.advice).toMatch(/^Read with: .*\. Next: .*\.$/);
    },
    3 * MINUTE,
  );

  it(
    "names a slave whose cable is out",
    async () => {
      await cable("sriov1", "down");
      const faults = faultsIn(await verify());
      await cable("sriov1", "up");
      await untilHealthy();
      expect(faults.map(({ check, actual }) => `${check}: ${actual}`)).toEqual([
        expect.stringMatching(/^slave links: down \(\d+ link failures since the boot\)$/),
      ]);
    },
    2 * MINUTE,
  );

  it(
    "names a guest that hangs",
    async () => {
      const qemu = qemuPid();
      process.kill(qemu, "SIGSTOP");
      const faults = faultsIn(await verify());
      process.kill(qemu, "SIGCONT");
      await untilHealthy();
      expect([...new Set(faults.map(({ check }) => check))]).toEqual(["SSH", "DNS from outside"]);
      expect(faults[0]?.actual).toMatch(HUNG);
    },
    2 * MINUTE,
  );

  it(
    "names a server that is shut off, and says of all in the guest that it could not be seen",
    async () => {
      await change("server", "stop", "cpnr-dns-1");
      const outcomes = await until(verify, (seen) => seen[0]?.actual.startsWith("SHUTOFF") === true);
      await change("server", "start", "cpnr-dns-1");
      await untilHealthy();
      expect(faultsIn(outcomes)[0]).toMatchObject({ check: "server", actual: "SHUTOFF on compute-1" });
      expect(outcomes.find(({ check }) => check === "mode")).toMatchObject({
        verdict: "not checked",
        actual: "the server is SHUTOFF",
      });
    },
    6 * MINUTE,
  );
}
