import { isOurs } from "../openstack/mark";
import type * as neutron from "../openstack/resources";
import { inNicOrder, type Network, type Segment, type SriovNetwork, segmentOf } from "../plan/network";
import type { Finding } from "../report/finding";
import { createCheck } from "./check";
import { findExisting, type Situation } from "./situation";

/** Lists the segments of a network. Returns undefined if the credentials are not allowed to see them. */
export function listSegments(network: neutron.Network): readonly neutron.Segment[] | undefined {
  return network.segments ?? (network["provider:network_type"] === undefined ? undefined : [network]);
}

/**
 * Checks that each network that exists has the segment that the stack file asks for. Neutron changes no segment of a network:
 * it accepts the provider's request and ignores it.
 */
export function checkSegments(situation: Situation): Finding[] {
  return inNicOrder(situation.plan.networks).flatMap((network) => {
    const wanted = segmentOf(network);
    const found = findExisting(network, situation);
    if (wanted === undefined || !("known" in found) || found.known === undefined) {
      return [];
    }
    return [
      network.adopt && "physicalNetwork" in network
        ? checkAdoptedSriov(network, found.known)
        : checkSegment(network, wanted, found.known),
    ];
  });
}

/** Checks the physical network and the VLAN of an SR-IOV network to adopt. */
function checkAdoptedSriov(
  { path, name, physicalNetwork, vlan }: SriovNetwork,
  found: neutron.Network,
): Finding {
  const check = createCheck("segment", name);
  const segments = listSegments(found) ?? [];
  if (segments.length === 0) {
    return check.notChecked(NOT_SHOWN);
  }
  // A network of several segments has one on each of several physical networks (multi-provider). Neutron binds a VF to one that fits.
  const there = segments.filter((segment) => segment["provider:physical_network"] === physicalNetwork);
  if (there.length === 0) {
    const others = segments.map((segment) => segment["provider:physical_network"] ?? "none");
    return check.fail(
      `The network is on physical network ${others.join(" and ")}, not on ${physicalNetwork}: adopt another network, or correct ${path}.physicalNetwork and numaNode.`,
    );
  }
  const ids = there.map((segment) => segment["provider:segmentation_id"]);
  if (vlan !== undefined && !ids.includes(vlan)) {
    return check.fail(
      `The network has VLAN ${ids.join(" and ")}, not ${vlan}: adopt another network, or remove ${path}.vlan.`,
    );
  }
  return check.pass(
    `The network is VLAN ${vlan ?? ids.join(" and ")} of physical network ${physicalNetwork}.`,
  );
}

const NOT_SHOWN =
  "Neutron does not show the physical network and the VLAN of a network to these credentials.";

function checkSegment(network: Network, wanted: Segment, found: neutron.Network): Finding {
  const { name, path, adopt } = network;
  const check = createCheck("segment", name);
  const segments = (listSegments(found) ?? []).map(readSegment);
  if (segments.length === 0) {
    return check.notChecked(NOT_SHOWN);
  }
  const actual = segments.map(describeSegment).join(" and ");
  if (segments.some((segment) => isFitting(segment, wanted))) {
    return check.pass(`The network is ${actual}.`);
  }
  const setting = "physicalNetwork" in network ? `${path}.physicalNetwork and vlan` : `${path}.segment`;
  const difference = `The network is ${actual}, not ${describeSegment(wanted)}`;
  return adopt
    ? check.fail(`${difference}: adopt another network, or correct ${setting}.`)
    : check.warning(
        `${difference}, and Neutron changes no segment of a network: correct ${setting}, or make the network anew, with all its ports and servers (pulumi up --replace).`,
      );
}

type ReadSegment = { readonly [Key in keyof Segment]: Segment[Key] | string };

function readSegment(segment: neutron.Segment): ReadSegment {
  return {
    type: segment["provider:network_type"] ?? "none",
    physicalNetwork: segment["provider:physical_network"] ?? undefined,
    id: segment["provider:segmentation_id"] ?? undefined,
  };
}

/** Whether a segment has each field that is wanted. */
function isFitting(segment: ReadSegment, wanted: Segment): boolean {
  return (
    segment.type === wanted.type &&
    (wanted.physicalNetwork === undefined || segment.physicalNetwork === wanted.physicalNetwork) &&
    (wanted.id === undefined || segment.id === wanted.id)
  );
}

/** A segment in words, such as `vlan 101 on physical network sriov0`. */
export function describeSegment({ type, physicalNetwork, id }: ReadSegment): string {
  const place = physicalNetwork === undefined ? "" : ` on physical network ${physicalNetwork}`;
  return `${type}${id === undefined ? "" : ` ${id}`}${place}`;
}

/**
 * Checks that no other network uses the segment that the stack file chooses for the orchestration or management network.
 * The check `VLAN` does the same for the SR-IOV networks.
 */
export function checkChosenSegments({ plan, survey, owner }: Situation): Finding[] {
  return inNicOrder(plan.networks).flatMap((network) => {
    const wanted = "physicalNetwork" in network || network.adopt ? undefined : network.segment;
    if (wanted === undefined || !isComplete(wanted)) {
      return [];
    }
    const check = createCheck("chosen segment", network.name);
    return [
      check.ifKnown(survey.networks, (networks) => {
        const hasNoNetworks = networks.length === 0 && "known" in survey.agents;
        if (!hasNoNetworks && networks.every((other) => listSegments(other) === undefined)) {
          return check.notChecked(NOT_SHOWN);
        }
        const user = networks.find((other) =>
          listSegments(other)?.some((segment) => isFitting(readSegment(segment), wanted)),
        );
        const described = describeSegment(wanted);
        if (user === undefined) {
          return check.pass(`No network is ${described}.`);
        }
        return isOurs(owner, user)
          ? check.pass(`This stack already uses ${described}.`)
          : check.fail(
              `The network "${user.name}" (${user.id}) is ${described}: choose another segment in ${network.path}.segment, or adopt that network.`,
            );
      }),
    ];
  });
}

/** Whether a segment names everything that only one network can have. */
function isComplete({ type, id }: Segment): boolean {
  return type === "flat" || id !== undefined;
}
