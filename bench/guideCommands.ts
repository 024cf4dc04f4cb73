/** The commands of the Cisco guide (steps 1.1 to 2.2) as the arguments of `openstack`, for the lab's networks. */

/** What the commands name of a VNF. The addresses have no prefix length. */
export interface GuideVnf {
  readonly name: string;
  readonly orchestration: string;
  readonly management: string;
  readonly bond: string;
}

const NETWORKS = ["orchestration-network", "management-network", "sriov-network-1", "sriov-network-2"];
const SUBNETS = ["orchestration-subnet", "management-subnet", "sriov-subnet-1", "sriov-subnet-2"];
const FLAVOR = "cross-numa-flavor";
/** The VNF's ports, in the order of its NICs. */
const PORTS = ["orchestration", "management", "sriov-1", "sriov-2"];

/** Creates networks and flavor. Without DHCP, because the lab has no DHCP agent. */
export const CREATE_NETWORKS_AND_FLAVOR = argumentsOf(`
network create --provider-network-type vxlan orchestration-network
subnet create --no-dhcp --network orchestration-network --subnet-range 192.168.100.0/24 --gateway 192.168.100.1 orchestration-subnet
network create --provider-network-type vxlan management-network
subnet create --no-dhcp --network management-network --subnet-range 10.10.10.0/24 --gateway 10.10.10.1 management-subnet
network create --provider-network-type vlan --provider-physical-network sriov0 --provider-segment 101 sriov-network-1
subnet create --no-dhcp --network sriov-network-1 --subnet-range 172.16.1.0/24 --gateway 172.16.1.1 sriov-subnet-1
network create --provider-network-type vlan --provider-physical-network sriov1 --provider-segment 102 sriov-network-2
subnet create --no-dhcp --network sriov-network-2 --subnet-range 172.16.1.0/24 --gateway 172.16.1.1 sriov-subnet-2
flavor create --ram 8192 --vcpus 4 --disk 40 ${FLAVOR}
flavor set --property hw:numa_nodes=2 --property hw:cpu_policy=dedicated --property hw:mem_page_size=large ${FLAVOR}
`);

const VF =
  "--vnic-type direct --disable-port-security --no-security-group --enable-uplink-status-propagation";

/** Creates a VNF's ports, in the order of its NICs. */
export function createPorts({ name, orchestration, management, bond }: GuideVnf): string[][] {
  return argumentsOf(`
port create --network orchestration-network --fixed-ip ip-address=${orchestration} ${name}-orchestration
port create --network management-network --fixed-ip ip-address=${management} ${name}-management
port create --network sriov-network-1 --fixed-ip ip-address=${bond} ${VF} ${name}-sriov-1
port create --network sriov-network-2 --fixed-ip ip-address=${bond} ${VF} ${name}-sriov-2
`);
}

/** Creates a VNF's server, and waits until it is active. @param userData path of the file with the user data */
export function createServer({ name }: GuideVnf, userData: string, ...options: string[]): string[] {
  return [
    ...["server", "create", "--flavor", FLAVOR, "--image", "cpnr-image", "--config-drive", "true"],
    ...["--user-data", userData, ...portNamesOf({ name }).flatMap((port) => ["--port", port])],
    ...[...options, "--wait", name],
  ];
}

export function portNamesOf({ name }: Pick<GuideVnf, "name">): string[] {
  return PORTS.map((port) => `${name}-${port}`);
}

/** Shows every resource, as to detect drift. */
export function showAll(vnfs: readonly GuideVnf[]): string[][] {
  return [
    ...NETWORKS.map((name) => ["network", "show", name]),
    ...SUBNETS.map((name) => ["subnet", "show", name]),
    ["flavor", "show", FLAVOR],
    ...vnfs.flatMap((vnf) => [
      ...portNamesOf(vnf).map((port) => ["port", "show", port]),
      ["server", "show", vnf.name],
    ]),
  ];
}

export function deleteAll(vnfs: readonly GuideVnf[]): string[][] {
  return [
    ["server", "delete", "--wait", ...vnfs.map(({ name }) => name)],
    ["port", "delete", ...vnfs.flatMap(portNamesOf)],
    ["network", "delete", ...NETWORKS],
    ["flavor", "delete", FLAVOR],
  ];
}

/** The arguments of each line. */
export function argumentsOf(lines: string): string[][] {
  return lines
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
}
