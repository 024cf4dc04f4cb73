import { familyOf } from "../../plan/address";
import { listed } from "../../report/visible";
import { type Check, type Context, notChecked, passIf } from "../check";
import type { Evidence } from "../evidence";
import { uplinkAdvice } from "./commands";
import { dnsFromInside } from "./dns";

/** Checks of the guest's other addresses, its default route, and what it reaches. */
export const networkChecks: readonly Check<Evidence>[] = [
  {
    name: "other addresses",
    subject: "addresses of the guest's other NICs",
    expected: "as configured",
    find: ({ interfaces }, { switched }) =>
      switched.flatMap(({ role, addresses }) =>
        addresses.map(({ address }) => {
          const nic = interfaces.find((one) => one.addresses.includes(address));
          const held = listed(interfaces.flatMap((one) => one.addresses));
          return passIf(
            nic !== undefined,
            nic === undefined ? `the NICs have ${held || "none"}` : `on ${nic.name} (${nic.mac})`,
            { subject: `${role} address ${address}`, expected: "on a NIC of the guest" },
          );
        }),
      ),
    readWith: () => "ip address show in the guest",
    next: () =>
      "nmcli device in the guest, and the NetworkManager profiles that cloud-init made from Nova's network data",
    isMadeAtBoot: true,
  },
  {
    name: "default route",
    subject: "default route",
    expected: "over the bond",
    find: ({ preferredRoute }, { bond }) =>
      [...new Set(bond.addresses.map(familyOf))].map((family) => {
        const gateway = bond.gateways.find((one) => familyOf(one) === family);
        const route = preferredRoute[family];
        const subject = `IPv${family} default route`;
        const actual = `via ${route?.gateway ?? "no gateway"} on ${route?.device ?? "no interface"}`;
        if (gateway !== undefined) {
          return passIf(
            route?.device === bond.name && route.gateway === gateway,
            route === undefined ? "missing" : actual,
            { subject, expected: `via ${gateway} on ${bond.name}` },
          );
        }
        const expected = `not on ${bond.name}, which has no IPv${family} gateway`;
        return route === undefined
          ? { verdict: "info", actual: "none", subject, expected }
          : passIf(route.device !== null && route.device !== bond.name, actual, { subject, expected });
      }),
    readWith: () => "ip route get 198.51.100.1 (IPv6: 3fff::1) in the guest",
    next: ({ bond }) =>
      `ip -details route in the guest: another NIC has a default route with a lower metric, and ${bond} lacks its routes to both halves of the addresses (0.0.0.0/1, 128.0.0.0/1), which Day0 makes`,
    isMadeAtBoot: true,
  },
  {
    name: "ping",
    subject: "pings of gateways and other VNFs",
    expected: "answered",
    find: ({ pings: sent }, { pings }) =>
      pings.length === 0
        ? notChecked(
            "there is no gateway and no other VNF to ping, or cpnr:verification.pingGateways is false",
          )
        : pings.map(({ address, over, targetName }) => {
            const details = { subject: `ping of ${targetName} ${address} over ${over}` };
            const ping = sent.find((one) => one.address === address && one.over === over);
            if (ping === undefined) {
              return passIf(false, "the guest sent no ping", details);
            }
            return ping.reached === null
              ? notChecked(
                  "the guest has no program ping, or does not let the login user send pings (net.ipv4.ping_group_range)",
                  details,
                )
              : passIf(ping.reached, ping.reached ? "answered" : "not answered", details);
          }),
    readWith: () => "ping -c 1 -I <source> in the guest",
    next: unreachableAdvice,
    isMadeAtBoot: false,
  },
  dnsFromInside,
  {
    name: "clock",
    subject: "clock of the guest",
    expected: "synchronized",
    find: ({ clockSynchronized }) =>
      clockSynchronized === null
        ? notChecked("the guest has no timedatectl that shows this")
        : {
            verdict: clockSynchronized ? "pass" : "info",
            actual: clockSynchronized ? "synchronized" : "not synchronized",
          },
    readWith: () => "timedatectl show in the guest",
    next: () => "the guest's NTP client",
    isMadeAtBoot: false,
  },
];

/** What to check next if a ping over the bond gets no response although the bond's links are up. */
function unreachableAdvice(context: Context): string {
  if (context.hasFailed("uplink status")) {
    return uplinkAdvice(context);
  }
  return context.hasFailed("VLAN") || context.hasFailed("physical networks")
    ? "the VF's network, which is not the configured one"
    : "ip neighbour in the guest, the fabric's VLANs, and tcpdump on the active slave";
}
