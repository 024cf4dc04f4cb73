import * as cloudinit from "@pulumi/cloudinit";
import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import { day0Parts } from "../day0/parts";
import { neutronTag, SERVER_KEY } from "../openstack/mark";
import type { KeyPair } from "../plan/keys";
import { isMember, type MemberNic, type Nic, type SwitchedNic } from "../plan/nic";
import type { Day0 } from "../plan/plan";
import type { Vnf } from "../plan/vnf";
import { explained } from "./explained";
import type { NeutronNetwork } from "./neutronNetwork";
import type { OvsNetwork } from "./ovsNetwork";
import type { SriovNetworkPair } from "./sriovNetworkPair";

export interface CpnrVnfArgs {
  readonly vnf: Vnf;
  readonly day0: Day0;
  /** OpenSSH public key that every user's guest accepts. */
  readonly loginKey: pulumi.Input<string>;
  /** The guest's SSH host key; a secret. */
  readonly hostKey: pulumi.Input<KeyPair>;
  /** Crypt hashes of users' passwords, by user; a secret. @default nobody has a password */
  readonly passwordHashes?: pulumi.Input<Record<string, string>> | undefined;
  /** The stack that made the VNF, as its ports' tag and its server's metadata. */
  readonly owner: string;
  readonly imageId: pulumi.Input<string>;
  readonly flavorId: pulumi.Input<string>;
  /** @default none: the VNF has no port for it */
  readonly orchestration?: VnfNetwork | undefined;
  readonly management: VnfNetwork;
  readonly sriov: SriovNetworkPair;
}

type MemberRole = MemberNic["network"]["role"];

/** An OVS network as a VNF uses it. */
export interface VnfNetwork {
  readonly network: OvsNetwork;
  /** Ids of its ports' security groups. @default Neutron's choice, the project's default group */
  readonly securityGroupIds?: pulumi.Input<string>[] | undefined;
}

/** A CPNR VNF: its ports, its Day0 with the bond over the two VFs, and its server. */
export class CpnrVnf extends pulumi.ComponentResource {
  readonly serverId: pulumi.Output<string>;
  /** MACs of the bond's members, by their roles. */
  readonly memberMacs: Readonly<Record<MemberRole, pulumi.Output<string>>>;
  /** Ids of the ports, in the order of the server's NICs. */
  readonly portIds: readonly pulumi.Output<string>[];
  readonly #name: string;
  readonly #tags: string[];

  constructor(name: string, args: CpnrVnfArgs, opts?: pulumi.ComponentResourceOptions) {
    super("cpnr:index:CpnrVnf", name, {}, opts);
    this.#name = name;
    this.#tags = [neutronTag(args.owner)];
    const ports = new Map(
      args.vnf.nics.map((nic) => [
        nic.role,
        isMember(nic) ? this.#directPort(nic, args) : this.#switchedPort(nic, args),
      ]),
    );
    const macOf = (role: MemberRole) => (ports.get(role) as openstack.networking.Port).macAddress;
    this.memberMacs = { "sriov-1": macOf("sriov-1"), "sriov-2": macOf("sriov-2") };
    this.portIds = [...ports.values()].map((port) => port.id);
    this.serverId = this.#server(args).id;
    this.registerOutputs({ serverId: this.serverId, memberMacs: this.memberMacs, portIds: this.portIds });
  }

  #switchedPort(nic: SwitchedNic, args: CpnrVnfArgs): openstack.networking.Port {
    const { network, securityGroupIds } = args[nic.network.role] as VnfNetwork;
    return this.#port(nic, network.network, securityGroupIds === undefined ? {} : { securityGroupIds }, []);
  }

  /** The agent filters nothing on a VF, so groups there would only pretend to protect. */
  #directPort(nic: MemberNic, { sriov }: CpnrVnfArgs): openstack.networking.Port {
    const network = sriov.networkOf(nic.network.role);
    return this.#port(
      nic,
      network,
      {
        binding: { vnicType: "direct" },
        portSecurityEnabled: false,
        noSecurityGroups: true,
        // Without it the VF's link stays up when the NIC's cable is out, and miimon never fails over.
        valueSpecs: { propagate_uplink_status: "true" },
      },
      // Nova writes the VF's PCI slot there; taking it away would unbind the port.
      ["binding.profile"],
    );
  }

  #port(
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
        tags: this.#tags,
        ...properties,
      },
      { parent: this, hooks: explained(), deleteBeforeReplace: true, ignoreChanges },
    );
  }

  #server(args: CpnrVnfArgs): openstack.compute.Instance {
    const { vnf, imageId, flavorId } = args;
    const zone = schedulingZone(vnf);
    return new openstack.compute.Instance(
      `${this.#name}-server`,
      {
        name: vnf.name,
        imageId,
        flavorId,
        networks: this.portIds.map((port) => ({ port })),
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

  #day0({ vnf, day0, loginKey, hostKey, passwordHashes = {} }: CpnrVnfArgs): pulumi.Output<string> {
    const [primary, second] = vnf.bond.members;
    const macs = [this.memberMacs[primary.network.role], this.memberMacs[second.network.role]] as const;
    const parts = pulumi
      .all([loginKey, hostKey, passwordHashes, ...macs])
      .apply(([publicKey, host, hashes, primaryMac, secondMac]) =>
        day0Parts({
          hostname: vnf.hostname,
          renderer: day0.renderer,
          users: day0.users.map((user) => ({ ...user, passwordHash: hashes[user.name] })),
          loginKey: publicKey,
          hostKey: host,
          bond: { ...vnf.bond, members: [{ mac: primaryMac }, { mac: secondMac }] },
          extraParts: day0.extraParts,
        }),
      );
    return new cloudinit.Config(
      `${this.#name}-day0`,
      { gzip: false, base64Encode: false, parts: pulumi.secret(parts) },
      { parent: this, additionalSecretOutputs: ["rendered"] },
    ).rendered;
  }
}

/** Nova's availability zone, with the host behind a colon where one is asked for (Nova's admin guide, availability zones). */
function schedulingZone({ availabilityZone, host }: Vnf): string | undefined {
  return host === undefined ? availabilityZone : `${availabilityZone ?? "nova"}:${host}`;
}
