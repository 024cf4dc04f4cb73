import type { GroupRules } from "../../openstack/securityGroups";
import type { PortState, VnfState } from "../../openstack/vnfState";

/** The security group of its ports outside the bond, with its rules. */
export function groups(): GroupRules {
  return { g: { name: "default", rules: ["ingress IPv4 udp 53 from anywhere"] } };
}

/** The state of a healthy VNF of the lab in the cloud, as an administrator sees it. */
export function goodState() {
  const port = {
    status: "ACTIVE",
    attached: true,
    propagatesUplink: null,
    isUplinkUpdatable: false,
    isTrusted: null as boolean | null,
    numaPolicy: null as string | null,
    securityGroups: [],
  };
  const switched = {
    ...port,
    securityGroups: ["g"],
    vnicType: "normal",
    vifType: "ovs",
    vlan: null,
    physicalNetwork: null,
    pciSlot: null,
  };
  const direct = { ...port, vnicType: "direct", vifType: "hw_veb", propagatesUplink: true, isTrusted: false };
  const ports: PortState[] = [
    { ...switched, role: "management", id: "m", mac: "fa:16:3e:00:00:04", addresses: ["10.10.10.101"] },
    { ...switched, role: "orchestration", id: "o", mac: "fa:16:3e:00:00:03", addresses: ["192.168.100.101"] },
    {
      ...direct,
      role: "sriov-1",
      id: "1",
      mac: "fa:16:3e:00:00:01",
      addresses: ["172.16.1.10"],
      vlan: 101,
      physicalNetwork: "sriov0",
      pciSlot: "0000:18:02.7",
    },
    {
      ...direct,
      role: "sriov-2",
      id: "2",
      mac: "fa:16:3e:00:00:02",
      addresses: ["172.16.1.10"],
      vlan: 102,
      physicalNetwork: "sriov1",
      pciSlot: "0000:86:01.7",
    },
  ];
  return {
    server: {
      known: {
        id: "s",
        status: "ACTIVE",
        fault: null as string | null,
        host: "compute-1" as string | null,
        isHostDown: false as boolean | null,
        hasRun: true as boolean,
      },
    },
    ports: { known: ports },
    securityGroups: { known: groups() },
    topology: {
      known: {
        nodes: [
          { hostNode: 0 as number | null, vcpus: [0, 1], pinnedCpus: [2, 3] as number[] | null },
          { hostNode: 1 as number | null, vcpus: [2, 3], pinnedCpus: [18, 19] as number[] | null },
        ],
        pageSize: 1_048_576 as number | null,
      },
    },
    placement: {
      known: {
        hostId: "hash of compute-1" as string | null,
        peers: [{ name: "cpnr-dns-2", hostId: "hash of compute-2" as string | null }],
      },
    },
    serverGroups: { known: [{ id: "group", policy: "soft-anti-affinity", isMember: true }] },
  } satisfies VnfState;
}

export type GoodState = ReturnType<typeof goodState>;
