import type { Declared } from "./judge";

/** A declaration, with its inputs or options changed. */
export type Change = Partial<Omit<Declared, "type" | "name" | "inputs">> & Readonly<Record<string, unknown>>;

function declare(type: string, name: string, inputs: object, from: Declared["from"] = {}) {
  return (change: Change = {}): Declared => {
    const { isRead, protect, from: changedFrom, ...changedInputs } = change;
    return {
      type,
      name,
      inputs: { ...inputs, ...changedInputs },
      from: { ...from, ...changedFrom },
      ...(isRead === undefined ? {} : { isRead }),
      ...(protect === undefined ? {} : { protect }),
    };
  };
}

export const network = (name: string, physicalNetwork: string, segmentationId: number, change?: Change) =>
  declare("openstack:networking/network:Network", name, {
    segments: [{ networkType: "vlan", physicalNetwork, segmentationId }],
  })(change);

/** A direct port as it should be. */
export const directPort = (name: string, of: Declared | undefined, change?: Change) =>
  declare(
    "openstack:networking/port:Port",
    name,
    {
      networkId: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
      binding: { vnicType: "direct" },
      portSecurityEnabled: false,
      noSecurityGroups: true,
      fixedIps: [{ ipAddress: "172.16.1.10" }],
      valueSpecs: { propagate_uplink_status: "true" },
    },
    of === undefined ? {} : { networkId: [of] },
  )(change);

/** A port on the virtual switch. */
export const switchedPort = (name: string, change?: Change) =>
  declare("openstack:networking/port:Port", name, { networkId: "8b1f3f0e", noSecurityGroups: true })(change);

export const flavor = (change?: Change) =>
  declare("openstack:compute/flavor:Flavor", "cross-numa", {
    name: "cross-numa-1a2b3c4",
    extraSpecs: { "hw:numa_nodes": "2", "hw:cpu_policy": "dedicated", "hw:mem_page_size": "large" },
  })(change);

/** A protected server with the ports. */
export const server = (name: string, ports: readonly Declared[], of: Declared | undefined, change?: Change) =>
  declare(
    "openstack:compute/instance:Instance",
    name,
    { flavorId: "04da6b54-80e4-46f7-96ec-b56ff0331ba9", networks: ports.map(({ name }) => ({ port: name })) },
    { networks: ports, ...(of === undefined ? {} : { flavorId: [of] }) },
  )({ protect: true, ...change });

/** The parts of a program that no policy objects to. */
export function goodProgram() {
  const networks = [network("n1", "sriov0", 101), network("n2", "sriov1", 102)] as const;
  const ports = [directPort("p1", networks[0]), directPort("p2", networks[1])] as const;
  const crossNuma = flavor();
  return { networks, ports, flavor: crossNuma, server: server("dns-1", ports, crossNuma) };
}

/** Configuration that gives each physical network VFs. */
export const enoughVirtualFunctions = {
  "virtual-functions": { virtualFunctions: { sriov0: 8, sriov1: 8 } },
};
