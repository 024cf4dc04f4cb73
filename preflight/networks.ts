import { isOurs } from "../openstack/mark";
import type * as neutron from "../openstack/resources";
import { inNicOrder, type Network } from "../plan/network";
import type { Finding } from "../report/finding";
import { didYouMean } from "../report/nearest";
import { bothKnown, createCheck } from "./check";
import { findCandidates, findExisting, type Situation } from "./situation";

/** Checks that each network to adopt exists once, and that the name of each network to create is free in the project. */
export function checkNetworks(situation: Situation): Finding[] {
  return inNicOrder(situation.plan.networks).map((network) =>
    network.adopt ? checkNetworkToAdopt(network, situation) : checkNetworkToCreate(network, situation),
  );
}

function checkNetworkToAdopt(network: Network, { survey, owner }: Situation): Finding {
  const { path } = network;
  const check = createCheck("network", network.name);
  return check.ifKnown(survey.networks, (all) => {
    const found = findCandidates(network, all, owner);
    if (found.length === 1) {
      return check.pass(`It exists (${found[0]?.id}).`);
    }
    if (found.length > 1) {
      return check.fail(
        `${found.length} networks have the name "${network.name}": set the id of the one that you mean in ${path}.name (${found.map(({ id }) => id).join(", ")}).`,
      );
    }
    const suggestion = didYouMean(
      network.name,
      all.map(({ name }) => name),
    );
    return check.fail(
      `There is no network "${network.name}" to adopt: correct ${path}.name, or remove adopt to create the network${suggestion}`,
    );
  });
}

function checkNetworkToCreate(network: Network, { survey, owner }: Situation): Finding {
  const check = createCheck("network", network.name);
  return check.ifKnown(survey.networks, (all) => {
    const sameName = all.filter(
      ({ name, project_id }) => name === network.name && project_id === survey.projectId,
    );
    const others = sameName.filter((other) => !isOurs(owner, other));
    if (others.length > 0) {
      return check.fail(
        `The project already has a network "${network.name}" (${others.map(({ id }) => id).join(", ")}): set ${network.path}.adopt to true to use it, or choose another name.`,
      );
    }
    return check.pass(
      sameName.length > 0 ? "It exists (created by this stack)." : "The name is free in the project.",
    );
  });
}

/** Checks that each network to adopt has the configured subnets. */
export function checkSubnets(situation: Situation): Finding[] {
  return inNicOrder(situation.plan.networks)
    .filter(({ adopt }) => adopt)
    .flatMap((network) => {
      const check = createCheck("subnets", network.name);
      const found = findExisting(network, situation);
      if ("known" in found && found.known === undefined) {
        return [];
      }
      return [
        check.ifKnown(bothKnown(found, situation.survey.subnets), ([adopted, all]) => {
          const existing = all.filter(({ network_id }) => network_id === adopted?.id);
          const existingCidrs = new Set(existing.map(({ cidr }) => cidr));
          const automatic = chosenInAutomatic(situation, network, existing);
          if (automatic.length > 0) {
            return check.fail(
              `Neutron chooses the addresses of ports in ${automatic.map(({ cidr }) => cidr).join(", ")} itself (slaac or dhcpv6-stateless) and refuses ${automatic.flatMap(({ addresses }) => addresses).join(", ")}: use another subnet, or let the owner of the network make one without ipv6_address_mode and ipv6_ra_mode.`,
            );
          }
          const missing = network.subnets
            .filter(({ cidr }) => !existingCidrs.has(cidr))
            .map(({ cidr }) => cidr);
          return missing.length === 0
            ? check.pass(`The network has ${network.subnets.map(({ cidr }) => cidr).join(", ")}.`)
            : check.fail(
                `The network has no subnet ${missing.join(" and no subnet ")}: correct ${network.path}.subnets (openstack subnet list --network ${adopted?.id}).`,
              );
        }),
      ];
    });
}

/** IPv6 modes in which Neutron derives a port's address from its MAC address (neutron/common/ipv6_utils.py). */
const AUTOMATIC_MODES: readonly unknown[] = ["slaac", "dhcpv6-stateless"];

/** The addresses that the stack file chooses in subnets in which Neutron accepts no chosen address. */
function chosenInAutomatic(
  { plan }: Situation,
  network: Network,
  subnets: readonly neutron.Subnet[],
): { cidr: string; addresses: string[] }[] {
  const nics = plan.vnfs.flatMap((vnf) =>
    vnf.nics.filter(({ role, adopt }) => role === network.role && !adopt),
  );
  return network.subnets
    .filter(({ cidr }) =>
      subnets.some(
        (subnet) =>
          subnet.cidr === cidr &&
          [subnet.ipv6_address_mode, subnet.ipv6_ra_mode].some((mode) => AUTOMATIC_MODES.includes(mode)),
      ),
    )
    .map(({ cidr }) => ({
      cidr,
      addresses: nics.flatMap(({ addresses }) =>
        addresses.filter(({ subnet }) => subnet.cidr === cidr).map(({ address }) => address),
      ),
    }))
    .filter(({ addresses }) => addresses.length > 0);
}

/** Checks that the existing SR-IOV networks carry the MTU of the bond, or have the same MTU if none is configured. */
export function checkMtus(situation: Situation): Finding[] {
  const { networks, bond } = situation.plan;
  const found = networks.sriov.flatMap((network) => {
    const existing = findExisting(network, situation);
    return "known" in existing && existing.known !== undefined ? [existing.known] : [];
  });
  if (found.length === 0) {
    return [];
  }
  const check = createCheck("MTU", found.map(({ name }) => name).join(", "));
  const smallestMtu = Math.min(...found.map(({ mtu }) => mtu));
  const actual = found.map(({ name, mtu }) => `${name} has MTU ${mtu}`).join(", ");
  if (bond.mtu !== undefined && smallestMtu < bond.mtu) {
    return [check.fail(`${actual}: lower cpnr:bond.mtu from ${bond.mtu} to at most ${smallestMtu}.`)];
  }
  if (bond.mtu === undefined && found.some(({ mtu }) => mtu !== smallestMtu)) {
    return [
      check.fail(
        `${actual}, but the slaves of the bond need the same MTU: set cpnr:bond.mtu to ${smallestMtu}.`,
      ),
    ];
  }
  return [check.pass(`${actual}.`)];
}
