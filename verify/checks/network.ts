import { familyOf } from "../../plan/address";
import { type Check, type Context, found, notChecked } from "../check";
import type { Evidence } from "../evidence";
import { uplink } from "./commands";
import { dnsFromInside } from "./dns";

/** What the guest reaches, and by which way. */
export const networkChecks: readonly Check<Evidence>[] = [
  {
    name: "other addresses",
    subject: "addresses of the guest's other NICs",
    expected: "as configured",
    find: ({ interfaces }, { switched }) =>
      switched.flatMap(({ role, addresses }) =>
        addresses.map(({ address }) => {
          const nic = interfaces.find((one) => one.addresses.includes(address));
          const held = interfaces.flatMap((one) => one.addresses).join(", ");
          return found(
            nic !== undefined,
            nic === undefined ? `the NICs have ${held || "none"}` : `on ${nic.name} (${nic.mac})`,
            { subject: `${role} address ${address}`, expected: "on a NIC of the guest" },
          );
        }),
      ),
    readWith: () => "ip address show in the guest",
    next: () => "nmcli device in the guest, and the profiles that cloud-init made of Nova's network data",
    isMadeAtBoot: true,
  },
  {
    name: "default route",
    subject: "default route",
    expected: "over the bond",
    find: ({ preferredRoute }, { bond }) =>
      bond.gateways.length === 0
        ? notChecked("no gateway is configured (cpnr:vnfs[].bond.gateways)")
        : bond.gateways.map((gateway) => {
            const route = preferredRoute[familyOf(gateway)];
            const actual = `via ${route?.gateway ?? "no gateway"} on ${route?.device ?? "no interface"}`;
            return found(
              route?.device === bond.name && route.gateway === gateway,
              route === undefined ? "missing" : actual,
              {
                subject: `IPv${familyOf(gateway)} default route`,
                expected: `via ${gateway} on ${bond.name}`,
              },
            );
          }),
    readWith: () => "ip route show default in the guest",
    next: () =>
      "find out who made the route that has a lower metric than the bond's (ip -details route in the guest)",
    isMadeAtBoot: true,
  },
  {
    name: "ping",
    subject: "pings of gateways and other VNFs",
    expected: "answered",
    find: ({ pings: sent }, { pings }) =>
      pings.length === 0
        ? notChecked("none is sent (cpnr:verification.pingGateways)")
        : pings.map(({ address, over, whose }) => {
            const details = { subject: `ping of ${whose} ${address} over ${over}` };
            const ping = sent.find((one) => one.address === address && one.over === over);
            return ping?.reached === null
              ? notChecked("the guest has no program ping", details)
              : found(ping?.reached === true, ping?.reached ? "answered" : "not answered", details);
          }),
    readWith: () => "ping -c 1 -I <source> in the guest",
    next: unreached,
    isMadeAtBoot: false,
  },
  dnsFromInside,
  {
    name: "clock",
    subject: "clock of the guest",
    expected: "synchronized",
    find: ({ clockSynchronized }) =>
      clockSynchronized === null
        ? notChecked("the guest has no timedatectl that tells")
        : {
            verdict: clockSynchronized ? "pass" : "info",
            actual: clockSynchronized ? "synchronized" : "not synchronized",
          },
    readWith: () => "timedatectl show in the guest",
    next: () => "the guest's NTP client",
    isMadeAtBoot: false,
  },
];

/** Why nobody answers over a bond whose links are up. */
function unreached(context: Context): string {
  if (context.failed("uplink status")) {
    return uplink(context);
  }
  return context.failed("VLAN") || context.failed("physical networks")
    ? "the VF's network, which is not the configured one"
    : "ip neighbour in the guest, the fabric's VLANs, and tcpdump on the active slave";
}
