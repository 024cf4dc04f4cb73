import * as cloudinit from "@pulumi/cloudinit";
import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { keysOf } from "../config/keys";
import { passwordHashOf } from "../config/passwordHashes";
import type { BondSettings, Day0Settings, VnfSettings } from "../config/schema";
import { day0Parts } from "../day0/parts";
import { neutronTag, SERVER_KEY } from "../openstack/mark";
import { explained } from "./explained";
import type { FixedIp } from "./neutronNetwork";
import type { OvsNetwork } from "./ovsNetwork";
import type { SriovNetworkPair } from "./sriovNetworkPair";

export interface CpnrVnfArgs {
  /** Names and addresses of this VNF. */
  readonly vnf: VnfSettings;
  readonly bond: BondSettings;
  readonly day0: Day0Settings;
  /** The stack's keys; a secret. */
  readonly keys: pulumi.Output<unknown>;
  /** Crypt hashes of users' passwords, by user; a secret. @default nobody has a password */
  readonly passwordHashes?: pulumi.Output<unknown> | undefined;
  /** The stack that made the VNF, as its ports' tag and its server's metadata. */
  readonly owner: string;
  readonly imageId: pulumi.Input<string>;
  readonly flavorId: pulumi.Input<string>;
  /** @default none: the VNF has no port for it */
  readonly orchestration?: VnfNetwork | undefined;
  readonly management: VnfNetwork;
  readonly sriov: SriovNetworkPair;
  /** Positions in the pair: the primary's, then the other's. */
  readonly memberOrder: readonly [number, number];
}

/** An OVS network as a VNF uses it. */
export interface VnfNetwork {
  readonly network: OvsNetwork;
  /** Ids of its ports' security groups. @default Neutron's choice, the project's default group */
  readonly securityGroupIds?: pulumi.Input<string>[] | undefined;
}

/** A CPNR VNF: its ports, its Day0 with the bond over the two VFs, and its server. */
export class CpnrVnf extends pulumi.ComponentResource {
  readonly serverId: pulumi.Output<string>;
  /** MACs of the bond's members, the primary's first. */
  readonly memberMacs: readonly [pulumi.Output<string>, pulumi.Output<string>];
  /** Ids of the ports: orchestration (where there is one), management, and the bond's two. */
  readonly portIds: readonly pulumi.Output<string>[];
  readonly #name: string;
  readonly #tags: string[];

  constructor(name: string, args: CpnrVnfArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:CpnrVnf", name, {}, opts);
    this.#name = name;
    this.#tags = [neutronTag(args.owner)];
    const { vnf, orchestration, management, sriov } = args;
    const ovs = [
      ...(orchestration && vnf.orchestration
        ? [this.#ovsPort("orchestration", vnf, orchestration, vnf.orchestration)]
        : []),
      this.#ovsPort("management", vnf, management, vnf.management),
    ];
    const members = sriov.networks.map((network, index) =>
      this.#sriovPort(index + 1, vnf, network.networkId, network.fixedIps(vnf.bond.addresses)),
    );
    const ports = [...ovs, ...members];
    const macOf = (position: number) => (members[position] as openstack.networking.Port).macAddress;
    this.memberMacs = [macOf(args.memberOrder[0]), macOf(args.memberOrder[1])];
    this.portIds = ports.map((port) => port.id);
    this.serverId = this.#server(args, ports).id;
    this.registerOutputs({ serverId: this.serverId, memberMacs: this.memberMacs, portIds: this.portIds });
  }

  #ovsPort(
    role: string,
    vnf: VnfSettings,
    { network, securityGroupIds }: VnfNetwork,
    addresses: readonly string[],
  ) {
    return new openstack.networking.Port(
      `${this.#name}-${role}`,
      {
        name: `${vnf.name}-${role}`,
        networkId: network.networkId,
        fixedIps: network.fixedIps(addresses),
        tags: this.#tags,
        ...(securityGroupIds === undefined ? {} : { securityGroupIds }),
      },
      { parent: this, hooks: explained(), deleteBeforeReplace: true },
    );
  }

  /** The agent filters nothing on a VF, so groups there would only pretend to protect. */
  #sriovPort(position: number, vnf: VnfSettings, networkId: pulumi.Input<string>, fixedIps: FixedIp[]) {
    return new openstack.networking.Port(
      `${this.#name}-sriov-${position}`,
      {
        name: `${vnf.name}-sriov-${position}`,
        networkId,
        fixedIps,
        tags: this.#tags,
        binding: { vnicType: "direct" },
        portSecurityEnabled: false,
        noSecurityGroups: true,
        // Without it the VF's link stays up when the NIC's cable is out, and miimon never fails over.
        valueSpecs: { propagate_uplink_status: "true" },
      },
      {
        parent: this,
        hooks: explained(),
        deleteBeforeReplace: true,
        // Nova writes the VF's PCI slot there; taking it away would unbind the port.
        ignoreChanges: ["binding.profile"],
      },
    );
  }

  #server(args: CpnrVnfArgs, ports: openstack.networking.Port[]): openstack.compute.Instance {
    const { vnf, imageId, flavorId } = args;
    const zone = schedulingZone(vnf);
    return new openstack.compute.Instance(
      `${this.#name}-server`,
      {
        name: vnf.name,
        imageId,
        flavorId,
        networks: ports.map((port) => ({ port: port.id })),
        userData: this.#day0(args),
        configDrive: true,
        metadata: { [SERVER_KEY]: args.owner },
        ...(zone === undefined ? {} : { availabilityZone: zone }),
      },
      {
        parent: this,
        hooks: explained(),
        // A port can't be given to the next server before the last one has let go of it.
        deleteBeforeReplace: true,
        ...(args.day0.onChange === "ignore" ? { ignoreChanges: ["userData"] } : {}),
      },
    );
  }

  #day0({ vnf, bond, day0, keys, passwordHashes }: CpnrVnfArgs): pulumi.Output<string> {
    const parts = pulumi
      .all([keys, passwordHashes, ...this.memberMacs])
      .apply(([rawKeys, rawHashes, primaryMac, secondMac]) => {
        const { login, host } = keysOf(vnf.name, rawKeys);
        return day0Parts({
          hostname: vnf.hostname,
          renderer: day0.renderer,
          users: day0.users.map((user) => ({ ...user, passwordHash: passwordHashOf(user.name, rawHashes) })),
          loginKey: login.publicKey,
          hostKey: host,
          bond: { ...bond, ...vnf.bond, members: [{ mac: primaryMac }, { mac: secondMac }] },
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

/** Nova's availability zone, with the host behind a colon where one is asked for (Nova's admin guide, availability zones). */
function schedulingZone({ availabilityZone, host }: VnfSettings): string | undefined {
  return host === undefined ? availabilityZone : `${availabilityZone ?? "nova"}:${host}`;
}
