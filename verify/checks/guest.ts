import { familyOf } from "../../plan/address";
import { DNS_TRANSPORTS, type DnsAnswer, type Evidence } from "../evidence";
import type { Expectation } from "../expectation";
import { type Finding, finding, unobservable } from "../outcome";
import type { Check } from "./check";

/** What a guest says of itself, before it is asked for its bond. */
export const guestChecks: readonly Check<Evidence>[] = [
  {
    name: "cloud-init",
    about: "cloud-init",
    expected: "to have ended without an error",
    find: ({ cloudInit: { ended, stage, errors } }) => [
      finding(
        ended,
        "cloud-init",
        "to have ended",
        ended ? "has" : `is still in its stage ${stage ?? "before the first"}`,
      ),
      finding(
        errors.length === 0,
        "cloud-init",
        "to report no error",
        errors.length === 0 ? "reports none" : `reports ${errors.join("; ")}`,
      ),
    ],
  },
  {
    name: "guest's NUMA nodes",
    about: "the guest",
    expected: "to see the NUMA nodes that the flavor spans",
    find: ({ numaNodes }, expected) =>
      finding(
        numaNodes.length >= expected.numaNodes,
        "the guest",
        `to see ${expected.numaNodes} NUMA nodes`,
        `sees ${numaNodes.map(({ node, cpus, memory }) => `node ${node} (CPUs ${cpus || "none"}, ${memory} MiB)`).join(", ") || "none"}`,
      ),
  },
  {
    name: "bonding module",
    about: "the kernel's bonding module",
    expected: "to be loaded",
    find: ({ bondingModule }) =>
      finding(
        bondingModule,
        "the kernel's bonding module",
        "to be loaded",
        `is ${bondingModule ? "" : "not "}there`,
      ),
  },
  {
    name: "bond",
    about: "the bond",
    expected: "in the guest",
    find: ({ bond }, { bond: { name } }) =>
      finding(bond !== null, `a bond named ${name}`, "in the guest", bond === null ? "it has none" : "it is"),
  },
];

/** What the guest reaches, and by which way. */
export const networkChecks: readonly Check<Evidence>[] = [
  {
    name: "other addresses",
    about: "the guest's other NICs",
    expected: "to hold the VNF's addresses",
    find: ({ interfaces }, { switched }) =>
      switched.flatMap(({ role, addresses }) =>
        addresses.map(({ address }) => {
          const nic = interfaces.find((candidate) => candidate.addresses.includes(address));
          const held = interfaces.flatMap((candidate) => candidate.addresses).join(", ");
          return finding(
            nic !== undefined,
            `a NIC of ${role}`,
            `to hold ${address}`,
            nic === undefined ? `the NICs hold ${held || "none"}` : `${nic.name} (${nic.mac}) does`,
          );
        }),
      ),
  },
  {
    name: "default route",
    about: "the default route",
    expected: "over the bond",
    find: ({ preferredRoute }, { bond }) =>
      bond.gateways.length === 0
        ? unobservable("the default route", "over the bond", "cpnr:vnfs[].bond.gateways names none")
        : bond.gateways.map((gateway) => {
            const route = preferredRoute[familyOf(gateway)];
            return finding(
              route?.device === bond.name && route.gateway === gateway,
              "the default route",
              `via ${gateway} on ${bond.name}`,
              route
                ? `is via ${route.gateway ?? "no gateway"} on ${route.device ?? "no interface"}`
                : "is not there",
            );
          }),
  },
  {
    name: "ping",
    about: "gateways and other VNFs",
    expected: "to answer a ping",
    find: ({ pings: seen }, { pings }) =>
      pings.length === 0
        ? unobservable(
            "gateways and other VNFs",
            "to answer a ping",
            "none is asked (cpnr:verification.pingGateways)",
          )
        : pings.map(({ address, over, whose }) => {
            const reached = seen.some(
              (ping) => ping.address === address && ping.over === over && ping.reached,
            );
            return finding(
              reached,
              `${whose} ${address}`,
              `to answer a ping over ${over}`,
              reached ? "does" : "does not",
            );
          }),
  },
  {
    name: "DNS from inside",
    about: "the DNS service",
    expected: "to answer the guest itself",
    find: ({ dns }, expectation) => dnsFindings(dns, expectation, "from inside"),
  },
  {
    name: "clock",
    about: "the guest's clock",
    expected: "to be synchronized",
    find: ({ clockSynchronized: seen }) =>
      seen === null
        ? unobservable("the guest's clock", "to be synchronized", "the guest has no timedatectl that tells")
        : {
            about: "the guest's clock",
            expected: "to be synchronized",
            verdict: seen ? "pass" : "told",
            seen: seen ? "is" : "is not",
          },
  },
];

/** What a client outside was answered. */
export const clientChecks: readonly Check<readonly DnsAnswer[]>[] = [
  {
    name: "DNS from outside",
    about: "the DNS service",
    expected: "to answer a client outside, over the bond",
    find: (answers, expectation) => dnsFindings(answers, expectation, "from outside"),
  },
];

function dnsFindings(
  answers: readonly DnsAnswer[],
  { dns }: Expectation,
  whence: string,
): Finding | Finding[] {
  if (dns === undefined) {
    return unobservable(
      "the DNS service",
      `to answer ${whence}`,
      "cpnr:verification.dnsName names nothing to ask for",
    );
  }
  return dns.servers.flatMap((server) =>
    DNS_TRANSPORTS.map((transport) => {
      const answer = answers.find((one) => one.server === server && one.transport === transport);
      return finding(
        answer?.answered === true,
        `${server}'s DNS service`,
        `to answer for ${dns.name} over ${transport} ${whence}`,
        answer === undefined ? "was not asked" : `gave ${answer.detail}`,
      );
    }),
  );
}
