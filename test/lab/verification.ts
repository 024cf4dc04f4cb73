import { setTimeout as pause } from "node:timers/promises";
import { runOpenstack, setCable } from "../../lab/client/commands";
import { faultsIn } from "../../report/finding";
import { breakGuest, fixGuest, type GuestFault, OTHER_HOST_KEY } from "./brokenGuest";
import { HUNG, qemuPid, verify, waitUntil, waitUntilHealthy } from "./health";
import { MINUTE } from "./stack";

interface NamedGuestFault extends GuestFault {
  readonly name: string;
  /** The checks that fail, each once, in their order. */
  readonly checks: readonly string[];
  /** Checks that may fail, depending on which slave sends a packet. */
  readonly optionalChecks?: readonly string[];
  /** Whether the fault locks the test out, so that the guest must fix it by itself. */
  readonly locksOut?: boolean;
  /** The actual value of the first failed check. */
  readonly actual: RegExp;
}

const BOND = "/sys/class/net/bond0/bonding";
const STOP = "systemctl stop NetworkManager";
const START = "systemctl start NetworkManager; sleep 1; /usr/local/sbin/day0-bond";
const SECOND = `second=$(tr ' ' '\\n' <${BOND}/slaves | grep -v -x $(cat ${BOND}/primary | cut -d' ' -f1))`;

const guestFaults: readonly NamedGuestFault[] = [
  {
    name: "a bonding module that is not loaded",
    causeCommand: `${STOP}; ip link delete bond0; modprobe -r bonding`,
    fixCommand: START,
    checks: ["bonding module", "bond", "default route", "ping", "DNS from inside", "DNS from outside"],
    actual: /not loaded/,
  },
  {
    name: "a slave that is missing",
    causeCommand: `${STOP}; ${SECOND}; echo -$second >${BOND}/slaves; echo $second >/run/second`,
    fixCommand: START,
    checks: ["slaves"],
    actual: /the slaves are ens\d \(/,
  },
  {
    name: "a slave with another MAC address",
    causeCommand: `${STOP}; ${SECOND}; echo -$second >${BOND}/slaves; cat /sys/class/net/$second/address >/run/mac; echo $second >/run/second; ip link set $second address 02:00:00:00:00:99; echo +$second >${BOND}/slaves`,
    fixCommand: `second=$(cat /run/second); echo -$second >${BOND}/slaves; ip link set $second address $(cat /run/mac); echo +$second >${BOND}/slaves; ${START}`,
    checks: ["slaves"],
    actual: /02:00:00:00:00:99/,
  },
  {
    name: "a bond without its address",
    causeCommand: `${STOP}; ip address flush dev bond0 scope global`,
    fixCommand: `ip link delete bond0; ${START}`,
    checks: ["addresses", "default route", "ping", "DNS from inside", "DNS from outside"],
    actual: /^none$/,
  },
  {
    name: "a bond in another mode",
    causeCommand: `${STOP}; slaves=$(cat ${BOND}/slaves); ip link delete bond0; ip link add bond0 type bond mode balance-rr miimon 100; for slave in $slaves; do ip link set $slave down; ip link set $slave master bond0; done; ip link set bond0 up; ip address add 172.16.1.10/24 dev bond0; ip route add default via 172.16.1.1 dev bond0 metric 50`,
    fixCommand: `ip link delete bond0; ${START}`,
    checks: ["mode", "fail_over_mac", "primary_reselect", "num_grat_arp", "primary", "active slave"],
    optionalChecks: ["ping", "DNS from outside"],
    actual: /^balance-rr$/,
  },
  {
    // A default route over management loses against the bond's routes to both halves of the addresses.
    name: "a route over management that wins",
    causeCommand: "ip route add 128.0.0.0/1 via 10.10.10.1 metric 10",
    fixCommand: "ip route delete 128.0.0.0/1 via 10.10.10.1 metric 10",
    checks: ["default route"],
    actual: /via 10\.10\.10\.1 on enp/,
  },
  {
    name: "a DNS service that is stopped",
    causeCommand: "systemctl stop knot",
    fixCommand: "systemctl start knot",
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
    causeCommand: "systemctl stop ssh",
    fixCommand: "systemctl start ssh",
    checks: ["SSH"],
    locksOut: true,
    actual: /10\.10\.10\.101 port 22: the connection is refused/,
  },
  {
    name: "a Python that prints invalid evidence",
    causeCommand:
      'printf \'#!/bin/sh\\necho "{\\\\"hostname\\\\": 5}"\\n\' >/usr/local/bin/python3; chmod 755 /usr/local/bin/python3',
    fixCommand: "rm /usr/local/bin/python3",
    checks: ["evidence"],
    actual: /the output is not evidence: .*hostname/,
  },
];

/** Verifications of a healthy VNF, and faults, in the suite of each change. The long suite has more. */
const FEW_VERIFICATIONS = 5;
const FEW_FAULTS = guestFaults.filter(({ name }) => /missing|mode|DNS|closed/.test(name));

/** Every fault of {@link verification}, with a server that is shut off, and many verifications of a healthy VNF. */
export function verificationOfEveryFault(): void {
  verification(20, guestFaults);
  shutOffServer();
}

/** Real faults, one after the other. The verification reports each one and nothing else. */
export function verification(
  verifications = FEW_VERIFICATIONS,
  guest: readonly NamedGuestFault[] = FEW_FAULTS,
): void {
  it(
    `reports no fault in ${verifications} verifications of a healthy VNF`,
    async () => {
      for (let attempt = 0; attempt < verifications; attempt += 1) {
        expect(faultsIn(await verify())).toEqual([]);
      }
    },
    5 * MINUTE,
  );

  it.each(guest)(
    "reports $name",
    async ({ checks, optionalChecks = [], locksOut = false, actual, ...breakage }) => {
      await breakGuest(breakage, locksOut ? 20 : 45);
      await pause(1000);
      const faults = faultsIn(await verify());
      if (!locksOut) {
        await fixGuest();
      }
      await waitUntilHealthy();
      const named = new Set(faults.map(({ check }) => check));
      expect([...named].filter((check) => !optionalChecks.includes(check))).toEqual(checks);
      expect(faults[0]?.actual).toMatch(actual);
      expect(faults[0]?.advice).toMatch(/^Read with: .*\. Next: .*\.$/);
    },
    3 * MINUTE,
  );

  it(
    "reports a slave whose cable is unplugged",
    async () => {
      await setCable("sriov1", "down");
      const faults = faultsIn(await verify());
      await setCable("sriov1", "up");
      await waitUntilHealthy();
      expect(faults.map(({ check, actual }) => `${check}: ${actual}`)).toEqual([
        expect.stringMatching(/^slave links: down \(\d+ link failures since the boot\)$/),
      ]);
    },
    2 * MINUTE,
  );

  it(
    "reports a guest that hangs",
    async () => {
      const qemu = qemuPid();
      process.kill(qemu, "SIGSTOP");
      const faults = faultsIn(await verify());
      process.kill(qemu, "SIGCONT");
      await waitUntilHealthy();
      expect([...new Set(faults.map(({ check }) => check))]).toEqual(["SSH", "DNS from outside"]);
      expect(faults[0]?.actual).toMatch(HUNG);
    },
    2 * MINUTE,
  );
}

function shutOffServer(): void {
  it(
    "reports a server that is shut off, and marks every check in the guest as not checked",
    async () => {
      await runOpenstack("server", "stop", "cpnr-dns-1");
      const outcomes = await waitUntil(verify, ([first]) => first?.actual.startsWith("SHUTOFF") === true);
      await runOpenstack("server", "start", "cpnr-dns-1");
      await waitUntilHealthy();
      expect(faultsIn(outcomes)[0]).toMatchObject({ check: "server", actual: "SHUTOFF on compute-1" });
      expect(outcomes.find(({ check }) => check === "mode")).toMatchObject({
        verdict: "not checked",
        actual: "the server is SHUTOFF",
      });
    },
    6 * MINUTE,
  );
}
