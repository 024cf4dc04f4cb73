import type { Role } from "../../plan/network";
import { createdPortName } from "../../plan/vnf";
import { formatValue } from "../fault";
import type { Settings } from "../schema";
import { findRepeats, NETWORKS } from "./parts";
import { defineRule, type Rule } from "./rule";

const adoptedPortInAdoptedNetwork = defineRule(
  "adopted-port-in-adopted-network",
  "A VNF adopts ports only in adopted networks: a network that does not exist has no ports.",
  [...NETWORKS, "vnfs"],
  function* ({ orchestration, management, sriov, vnfs }) {
    const networks = {
      orchestration: ["cpnr:orchestration", orchestration],
      management: ["cpnr:management", management],
      "sriov-1": ["cpnr:sriov[0]", sriov[0]],
      "sriov-2": ["cpnr:sriov[1]", sriov[1]],
    } as const;
    for (const { path, role, port } of listAdoptedPorts(vnfs)) {
      const [section, network] = networks[role];
      if (network === undefined) {
        yield {
          path,
          sentence: `${formatValue(port)} has no network: configure ${section}, or remove the port`,
        };
      } else if (!network.adopt) {
        yield {
          path,
          sentence: `${formatValue(port)} can't exist, because the network ${formatValue(network.name)} will be created: set ${section}.adopt to true, or remove the port`,
        };
      }
    }
  },
);

const adoptedPortOnce = defineRule(
  "adopted-port-once",
  "Each adopted port belongs to one NIC, and no created port has its name.",
  ["vnfs"],
  function* ({ vnfs }) {
    const adopted = listAdoptedPorts(vnfs);
    for (const [repeat, first] of findRepeats(adopted, ({ port }) => port)) {
      yield {
        path: repeat.path,
        sentence: `${formatValue(repeat.port)} is already ${first.path}: use another port`,
      };
    }
    const created = vnfs.flatMap(({ name, adoptPorts = {} }) =>
      ROLES.filter((role) => adoptPorts[role] === undefined).map((role) => createdPortName(name, role)),
    );
    for (const { path, port } of adopted) {
      if (created.includes(port)) {
        yield {
          path,
          sentence: `${formatValue(port)} is also the name of a port that the program creates: use the id of the port`,
        };
      }
    }
  },
);

export const adoptedPortRules: readonly Rule[] = [adoptedPortInAdoptedNetwork, adoptedPortOnce];

const ROLES: readonly Role[] = ["orchestration", "management", "sriov-1", "sriov-2"];

function listAdoptedPorts(vnfs: Settings["vnfs"]) {
  return vnfs.flatMap(({ adoptPorts = {} }, index) =>
    ROLES.flatMap((role) => {
      const port = adoptPorts[role];
      return port === undefined ? [] : [{ path: `vnfs[${index}].adoptPorts.${role}`, role, port }];
    }),
  );
}
