import * as cloudinit from "@pulumi/cloudinit";
import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { examineSections } from "../config/settings";
import { day0Parts } from "../day0/parts";
import { markOf, SERVER_KEY } from "../openstack/mark";
import type { BondOptions, LinkMonitor } from "../plan/bond";
import type { KeyPair } from "../plan/keys";
import { type Networks, type Role, type SwitchedNetwork, withoutPlace } from "../plan/network";
import { isMember, type MemberNic, type Nic, type SwitchedNic } from "../plan/nic";
import type { Day0, ExtraPart, User } from "../plan/plan";
import { type AdoptedPorts, planVnf, switchedNics, type Vnf } from "../plan/vnf";
import { requireNoFaults } from "./argumentFaults";
import * as lookup from "./lookup";
import type { NeutronNetwork } from "./neutronNetwork";
import type { OvsNetwork } from "./ovsNetwork";
import { currentStack } from "./owner";
import { resourceHooks } from "./resourceHooks";
import type { SriovNetworkPair } from "./sriovNetworkPair";

/** A NIC of a VNF in a network on the virtual switch. */
export interface SwitchedNicArgs {
  readonly network: OvsNetwork;
  /** The VNF's addresses in this network, without prefix lengths. */
  readonly addresses: readonly string[];
  /** Ids of the port's security groups; none if it is empty. @default the project's default group, chosen by Neutron */
  readonly securityGroupIds?: pulumi.Input<string>[] | undefined;
}

/** The bond of a VNF over a VF of each network of a pair. Times are in ms. */
export interface BondArgs {
  /** The two networks. */
  readonly networks: SriovNetworkPair;
  /** Addresses with prefix length, also several of one subnet. Each port gets the addresses that are in a subnet of its network. */
  readonly addresses: readonly string[];
  /** Gateways of the default routes, at most one of each family. @default none: the VNF reaches only the bond's subnets */
  readonly gateways?: readonly string[] | undefined;
  /** Interface name in the guest. @default "bond0" */
  readonly name?: string | undefined;
  /** Name of the network whose VF is the primary. @default the first network */
  readonly primary?: string | undefined;
  /** How the bond detects a failed link. @default MII every 100 ms, without delays */
  readonly linkMonitor?: LinkMonitorArgs | undefined;
  /** `"reclaim"`: the primary becomes the active slave again when its link is up again. @default "stay" */
  readonly failback?: BondOptions["failback"] | undefined;
  /** Gratuitous ARPs after a failover: num_grat_arp. @default 5 */
  readonly gratuitousArps?: number | undefined;
  /** MTU in bytes. @default MTU of the members */
  readonly mtu?: number | undefined;
}

/** A link monitor. A missing field has the default of the stack file (docs/configuration.md). */
export type LinkMonitorArgs =
  | ({ readonly type: "mii" } & Partial<Extract<LinkMonitor, { type: "mii" }>>)
  | ({ readonly type: "arp"; readonly targets: readonly string[] } & Partial<
      Extract<LinkMonitor, { type: "arp" }>
    >);

/** Day0 configuration of the guest. */
export interface Day0Args {
  /** Login users. SSH accepts keys only. */
  readonly users: readonly (Pick<User, "name"> & Partial<User>)[];
  /** The guest's SSH host key (Ed25519, ECDSA or RSA), so that it is known before the first connection. Pass a secret. */
  readonly hostKey: pulumi.Input<KeyPair>;
  /** OpenSSH public key that every user gets in addition. @default none */
  readonly loginKey?: pulumi.Input<string> | undefined;
  /** crypt(5) hashes of passwords for the console, by user. Pass a secret. @default no user has a password */
  readonly passwordHashes?: pulumi.Input<Record<string, string>> | undefined;
  /** Format of the bond's configuration in the guest. @default "keyfile", the format of NetworkManager */
  readonly renderer?: Day0["renderer"] | undefined;
  /** Additional parts of the user data, after the component's parts. @default none */
  readonly extraParts?: readonly ExtraPart[] | undefined;
  /** What a changed Day0 does to an existing server. @default "replace" */
  readonly onChange?: Day0["onChange"] | undefined;
}

export interface CpnrVnfArgs {
  /** Name of the server, and first part of its ports' names. @default the component's name */
  readonly name?: string | undefined;
  /** Host name in the guest, one DNS label. @default the server's name */
  readonly hostname?: string | undefined;
  readonly imageId: pulumi.Input<string>;
  readonly flavorId: pulumi.Input<string>;
  /** NIC in the management network. The verification logs in over it. */
  readonly management: SwitchedNicArgs;
  /** NIC in the orchestration network. @default none */
  readonly orchestration?: SwitchedNicArgs | undefined;
  readonly bond: BondArgs;
  readonly day0: Day0Args;
  /**
   * Names or ids of existing ports, by the role of their NIC. They are in adopted networks, and have the VNF's addresses. The
   * component does not change them. @default every port is created
   */
  readonly adoptPorts?: AdoptedPorts | undefined;
  /** @default chosen by Nova */
  readonly availabilityZone?: string | undefined;
  /** Whether a server that exists stays in its zone if `availabilityZone` changes. @default false: it is replaced */
  readonly keepsZone?: boolean | undefined;
  /** Compute host, bypassing Nova's scheduler; administrators only. @default chosen by the scheduler */
  readonly host?: string | undefined;
  /**
   * Id of the server group in which the server is created (AntiAffinityGroup). A server that exists joins the group when it is
   * replaced. @default no group
   */
  readonly serverGroupId?: pulumi.Input<string> | undefined;
  /** Mark on every created resource, `<project>/<stack>`. @default the running stack */
  readonly owner?: string | undefined;
}

type MemberRole = MemberNic["network"]["role"];

/** A port in Neutron, created or adopted. */
type NicPort = Pick<openstack.networking.Port, "id" | "macAddress" | "allSecurityGroupIds">;

/**
 * A CPNR VNF: its ports, its Day0 with the bond over the two VFs, and its server.
 *
 * @example
 * ```ts
 * const vnf = new CpnrVnf("dns-1", {
 *   imageId,
 *   flavorId: flavor.flavorId,
 *   management: { network: management, addresses: ["10.20.0.11"] },
 *   bond: { networks: service, addresses: ["172.16.2.11/24"], gateways: ["172.16.2.1"] },
 *   day0: { users: [{ name: "ops", authorizedKeys: [publicKey] }], hostKey },
 * });
 * ```
 */
export class CpnrVnf extends pulumi.ComponentResource {
  readonly serverId: pulumi.Output<string>;
  /** MAC addresses of the bond's ports, by role. */
  readonly memberMacs: Readonly<Record<MemberRole, pulumi.Output<string>>>;
  /** Ids of the ports, in the order of the server's NICs. */
  readonly portIds: readonly pulumi.Output<string>[];
  /** Ids of the security groups of the ports outside the bond; a port in Neutron's default group has that one. */
  readonly securityGroupIds: pulumi.Output<string[]>;
  /** OpenSSH public host key of the guest. */
  readonly hostKey: pulumi.Output<string>;
  /** The VNF's NICs and bond. */
  readonly plan: Vnf;
  /** Mark on every created resource, `<project>/<stack>`. */
  readonly owner: string;
  readonly #name: string;

  /** @throws {pulumi.RunError} with every fault of the arguments, such as a bond address outside every subnet */
  constructor(name: string, args: CpnrVnfArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:CpnrVnf", name, {}, opts);
    this.#name = name;
    this.owner = args.owner ?? currentStack();
    const { vnf, day0 } = planFromArgs(name, args);
    this.plan = vnf;
    const ports = new Map(
      vnf.nics.map((nic) => [
        nic.role,
        nic.adopt ? this.#adoptPort(nic, args) : this.#createPortOf(nic, args),
      ]),
    );
    const portOf = (role: Role) => ports.get(role) as NicPort;
    const macOf = (role: MemberRole) => portOf(role).macAddress;
    this.memberMacs = { "sriov-1": macOf("sriov-1"), "sriov-2": macOf("sriov-2") };
    this.portIds = [...ports.values()].map((port) => port.id);
    this.securityGroupIds = pulumi
      .all(switchedNics(vnf).map(({ role }) => portOf(role).allSecurityGroupIds))
      .apply((groups) => groups.flat());
    this.hostKey = pulumi.unsecret(pulumi.output(args.day0.hostKey).publicKey);
    this.serverId = this.#createServer(args, day0).id;
    this.registerOutputs({ serverId: this.serverId, memberMacs: this.memberMacs, portIds: this.portIds });
  }

  /** Looks up an existing port in the network of its NIC. */
  #adoptPort(nic: Nic, args: CpnrVnfArgs): NicPort {
    const { networkId } = isMember(nic)
      ? args.bond.networks.neutronOf(nic.network.role)
      : (args[nic.network.role] as SwitchedNicArgs).network.neutron;
    return lookup.port(networkId, nic.portName, { parent: this });
  }

  #createPortOf(nic: Nic, args: CpnrVnfArgs): NicPort {
    return isMember(nic) ? this.#createDirectPort(nic, args) : this.#createSwitchedPort(nic, args);
  }

  #createSwitchedPort(nic: SwitchedNic, args: CpnrVnfArgs): openstack.networking.Port {
    const { network, securityGroupIds } = args[nic.network.role] as SwitchedNicArgs;
    return this.#createPort(nic, network.neutron, groupsOfPort(securityGroupIds), []);
  }

  /** Creates a port on a VF. It has no security groups, because the agent can't filter the traffic of a VF. */
  #createDirectPort(nic: MemberNic, { bond }: CpnrVnfArgs): openstack.networking.Port {
    const network = bond.networks.neutronOf(nic.network.role);
    const valueSpecs = directPortSpecs(nic, this.plan.bond);
    return this.#createPort(
      nic,
      network,
      {
        binding: { vnicType: "direct" },
        portSecurityEnabled: false,
        noSecurityGroups: true,
        ...(valueSpecs === undefined ? {} : { valueSpecs }),
      },
      [
        // Nova writes the VF's PCI slot there; removing it would unbind the port.
        "binding.profile",
        // A port that propagates the uplink's status is not replaced to lose that.
        ...(valueSpecs === undefined ? ["valueSpecs"] : []),
      ],
    );
  }

  #createPort(
    nic: Nic,
    network: NeutronNetwork,
    properties: Partial<openstack.networking.PortArgs>,
    ignoreChanges: string[],
  ): openstack.networking.Port {
    return new openstack.networking.Port(
      `${this.#name}-${nic.role}`,
      {
        name: nic.portName,
        networkId: network.networkId,
        fixedIps: network.fixedIps(nic),
        description: markOf(this.owner),
        tags: [markOf(this.owner)],
        ...properties,
      },
      {
        parent: this,
        hooks: resourceHooks(),
        deleteBeforeReplace: true,
        // A port of an earlier version has no description, and a drill or heal holds its lease there.
        ignoreChanges: ["description", ...ignoreChanges],
      },
    );
  }

  #createServer(args: CpnrVnfArgs, day0: Day0): openstack.compute.Instance {
    const { imageId, flavorId, serverGroupId, keepsZone } = args;
    const zone = schedulingZone(this.plan);
    return new openstack.compute.Instance(
      `${this.#name}-server`,
      {
        name: this.plan.name,
        imageId,
        flavorId,
        networks: this.portIds.map((port) => ({ port })),
        userData: this.#renderDay0(args.day0, day0),
        configDrive: true,
        metadata: { [SERVER_KEY]: this.owner },
        ...(zone === undefined ? {} : { availabilityZone: zone }),
        ...(serverGroupId === undefined ? {} : { schedulerHints: [{ group: serverGroupId }] }),
      },
      {
        parent: this,
        hooks: resourceHooks(),
        // A port can't be attached to the new server before the old server is deleted.
        deleteBeforeReplace: true,
        ignoreChanges: [
          // Nova adds no server to a group after its creation. A server that serves is not replaced for a group.
          "schedulerHints",
          // A server that serves is not replaced for another zone in turn.
          ...(keepsZone ? ["availabilityZone"] : []),
          // So a release that renders Day0 anew replaces no server.
          ...(day0.onChange === "ignore" ? ["userData"] : []),
        ],
      },
    );
  }

  #renderDay0({ loginKey, hostKey, passwordHashes = {} }: Day0Args, day0: Day0): pulumi.Output<string> {
    const { hostname, bond } = this.plan;
    const [primary, second] = bond.members;
    const macs = [this.memberMacs[primary.network.role], this.memberMacs[second.network.role]] as const;
    const parts = pulumi
      .all([loginKey, hostKey, passwordHashes, ...macs])
      .apply(([publicKey, host, hashes, primaryMac, secondMac]) => {
        const hashOf = new Map(Object.entries(hashes));
        return day0Parts({
          hostname,
          renderer: day0.renderer,
          users: day0.users.map((user) => ({ ...user, passwordHash: hashOf.get(user.name) })),
          loginKey: publicKey,
          hostKey: host,
          bond: { ...bond, members: [{ mac: primaryMac }, { mac: secondMac }] },
          extraParts: day0.extraParts,
        });
      });
    return new cloudinit.Config(
      `${this.#name}-day0`,
      { gzip: false, base64Encode: false, parts: pulumi.secret(parts) },
      { parent: this, additionalSecretOutputs: ["rendered"] },
    ).rendered;
  }
}

/** The attributes of a port on a VF for which the provider has no argument; undefined if there are none. */
function directPortSpecs(
  { network: { numaPolicy } }: MemberNic,
  { linkMonitor }: Vnf["bond"],
): Record<string, string> | undefined {
  const specs = {
    // Without this the VF's link stays up when the NIC's cable is out, and MII monitoring never fails over. A Neutron without the
    // extension refuses it; ARP monitoring is for such clouds.
    ...(linkMonitor.type === "mii" ? { propagate_uplink_status: "true" } : {}),
    ...(numaPolicy === undefined ? {} : { numa_affinity_policy: numaPolicy }),
  };
  return Object.keys(specs).length === 0 ? undefined : specs;
}

/** The security groups of a switched port. The provider takes an empty list for no choice, and Neutron then its default group. */
function groupsOfPort(
  securityGroupIds: SwitchedNicArgs["securityGroupIds"],
): Partial<openstack.networking.PortArgs> {
  if (securityGroupIds === undefined) {
    return {};
  }
  return securityGroupIds.length === 0 ? { noSecurityGroups: true } : { securityGroupIds };
}

/** Nova's availability zone, as `<zone>:<host>` if a host is configured (Nova's admin guide, availability zones). */
function schedulingZone({ availabilityZone, host }: Vnf): string | undefined {
  return host === undefined ? availabilityZone : `${availabilityZone ?? "nova"}:${host}`;
}

/** Derives a VNF and its Day0 from the arguments. @throws {pulumi.RunError} with every fault of the arguments */
function planFromArgs(name: string, args: CpnrVnfArgs): { vnf: Vnf; day0: Day0 } {
  const { management, orchestration, adoptPorts, availabilityZone, host } = args;
  const { networks: pair, addresses, gateways, ...options } = args.bond;
  const { users, renderer, extraParts, onChange } = args.day0;
  const serverName = args.name ?? name;
  const { validSections, faults } = examineSections({
    orchestration: orchestration && withoutPlace(orchestration.network.plan),
    management: withoutPlace(management.network.plan),
    sriov: pair.plan.map(withoutPlace),
    bond: options,
    day0: { users, renderer, extraParts, onChange },
    vnfs: [
      {
        name: serverName,
        hostname: args.hostname ?? serverName,
        orchestration: orchestration?.addresses,
        management: management.addresses,
        bond: { addresses, gateways },
        adoptPorts,
        availabilityZone,
        host,
      },
    ],
  });
  requireNoFaults(`CpnrVnf "${name}"`, faults, [
    ["vnfs[0].management", "management.addresses"],
    ["vnfs[0].orchestration", "orchestration.addresses"],
    ["vnfs[0].bond", "bond"],
    ["vnfs[0]", ""],
    ["sriov", "bond.networks"],
    ["day0", "day0"],
    ["bond", "bond"],
  ]);
  const networkWithRole = <Role extends SwitchedNetwork["role"]>(network: OvsNetwork, role: Role) => ({
    ...network.plan,
    role,
  });
  const networks: Networks = {
    orchestration: orchestration && networkWithRole(orchestration.network, "orchestration"),
    management: networkWithRole(management.network, "management"),
    sriov: pair.plan,
  };
  return {
    vnf: planVnf(validSections.vnfs[0] as (typeof validSections.vnfs)[number], networks, validSections.bond),
    day0: validSections.day0,
  };
}
