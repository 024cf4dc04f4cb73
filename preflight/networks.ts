import { isOurs } from "../openstack/mark";
import type * as neutron from "../openstack/resources";
import { inNicOrder, type Network, type SriovNetwork } from "../plan/network";
import type { Finding } from "../report/finding";
import { didYouMean } from "../report/nearest";
import { both, check } from "./check";
import { segmentsOf } from "./physicalNetworks";
import { candidates, existing, type Situation } from "./situation";

/** Networks to adopt are there, once; names of those to be created are free in the project. */
export function networks(situation: Situation): Finding[] {
  return inNicOrder(situation.plan.networks).map((network) =>
    network.adopt ? adoptable(network, situation) : creatable(network, situation),
  );
}

function adoptable(network: Network, { survey, owner }: Situation): Finding {
  const { path } = network;
  const subject = check("network", network.name);
  return subject.given(survey.networks, (all) => {
    const found = candidates(network, all, owner);
    if (found.length === 1) {
      return subject.pass(`It is there (${found[0]?.id}).`);
    }
    if (found.length > 1) {
      return subject.fail(
        `There are ${found.length} networks "${network.name}": put the id of the one you mean into ${path}.name (${found.map(({ id }) => id).join(", ")}).`,
      );
    }
    const meant = didYouMean(
      network.name,
      all.map(({ name }) => name),
    );
    return subject.fail(
      `There is no network "${network.name}" to adopt: correct ${path}.name, or leave adopt out to have it created${meant}`,
    );
  });
}

function creatable(network: Network, { survey, owner }: Situation): Finding {
  const subject = check("network", network.name);
  return subject.given(survey.networks, (all) => {
    const named = all.filter(
      ({ name, project_id }) => name === network.name && project_id === survey.projectId,
    );
    const others = named.filter((other) => !isOurs(owner, other));
    if (others.length > 0) {
      return subject.fail(
        `The project has a network "${network.name}" already (${others.map(({ id }) => id).join(", ")}): set ${network.path}.adopt to true to use it, or choose another name.`,
      );
    }
    return subject.pass(
      named.length > 0 ? "It is there, this stack's own." : "The name is free in the project.",
    );
  });
}

/** SR-IOV networks to adopt are on the physical network and the VLAN configured. */
export function segments(situation: Situation): Finding[] {
  return situation.plan.networks.sriov
    .filter(({ adopt }) => adopt)
    .flatMap((network) => {
      const found = existing(network, situation);
      return "known" in found && found.known !== undefined ? [segment(network, found.known)] : [];
    });
}

function segment({ path, name, physicalNetwork, vlan }: SriovNetwork, found: neutron.Network): Finding {
  const subject = check("segment", name);
  const [first] = segmentsOf(found) ?? [];
  if (first === undefined) {
    return subject.notChecked("Neutron shows these credentials no network's physical network and VLAN.");
  }
  const physnet = first["provider:physical_network"] ?? "none";
  const id = first["provider:segmentation_id"];
  if (physnet !== physicalNetwork) {
    return subject.fail(
      `It is on physical network ${physnet}, not on ${physicalNetwork}: adopt another network, or correct ${path}.physicalNetwork and numaNode.`,
    );
  }
  if (vlan !== undefined && id !== vlan) {
    return subject.fail(`It has VLAN ${id}, not ${vlan}: adopt another network, or leave ${path}.vlan out.`);
  }
  return subject.pass(`It is VLAN ${id} of physical network ${physnet}.`);
}

/** Networks to adopt have the subnets configured. */
export function subnets(situation: Situation): Finding[] {
  return inNicOrder(situation.plan.networks)
    .filter(({ adopt }) => adopt)
    .flatMap((network) => {
      const subject = check("subnets", network.name);
      const found = existing(network, situation);
      if ("known" in found && found.known === undefined) {
        return [];
      }
      return [
        subject.given(both(found, situation.survey.subnets), ([adopted, all]) => {
          const has = new Set(
            all.filter(({ network_id }) => network_id === adopted?.id).map(({ cidr }) => cidr),
          );
          const missing = network.subnets.filter(({ cidr }) => !has.has(cidr)).map(({ cidr }) => cidr);
          return missing.length === 0
            ? subject.pass(`It has ${network.subnets.map(({ cidr }) => cidr).join(", ")}.`)
            : subject.fail(
                `It has no subnet ${missing.join(" and no subnet ")}: correct ${network.path}.subnets (openstack subnet list --network ${adopted?.id}).`,
              );
        }),
      ];
    });
}

/** The pair's MTUs, as far as the networks are there, carry the bond's and are alike. */
export function mtus(situation: Situation): Finding[] {
  const { networks, bond } = situation.plan;
  const found = networks.sriov.flatMap((network) => {
    const answer = existing(network, situation);
    return "known" in answer && answer.known !== undefined ? [answer.known] : [];
  });
  if (found.length === 0) {
    return [];
  }
  const subject = check("MTU", found.map(({ name }) => name).join(", "));
  const least = Math.min(...found.map(({ mtu }) => mtu));
  const seen = found.map(({ name, mtu }) => `${name} carries ${mtu}`).join(", ");
  if (bond.mtu !== undefined && least < bond.mtu) {
    return [subject.fail(`${seen}: lower cpnr:bond.mtu from ${bond.mtu} to at most ${least}.`)];
  }
  if (bond.mtu === undefined && found.some(({ mtu }) => mtu !== least)) {
    return [subject.fail(`${seen}, and the bond's members need one MTU: set cpnr:bond.mtu to ${least}.`)];
  }
  return [subject.pass(`${seen}.`)];
}
