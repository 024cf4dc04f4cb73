import type { BondOptions } from "./bond";
import type { Keys } from "./keys";
import type { Networks } from "./network";
import type { NumaPolicy } from "./numaPolicy";
import type { Placement } from "./placement";
import type { Rollout } from "./rollout";
import type { Vnf } from "./vnf";

/** The complete, checked configuration of a stack, with its secrets and everything that is derived from it. Plain data. */
export interface Plan {
  readonly image: Image;
  readonly flavor: Flavor;
  readonly networks: Networks;
  /** The options of every VNF's bond. */
  readonly bond: BondOptions;
  readonly vnfs: readonly Vnf[];
  readonly day0: Day0;
  readonly verification: Verification;
  /** @default no drill is allowed */
  readonly drill?: Drill | undefined;
  readonly heal: Heal;
  readonly rollout: Rollout;
  readonly placement: Placement;
  readonly cloud: CloudRequests;
  readonly keys: Keys;
  /** Warnings about the configuration, one sentence each. They do not stop a deployment. */
  readonly warnings: readonly string[];
  /** Hashes of users' passwords, as crypt(5) writes them, by the user's name. */
  readonly passwordHashes: ReadonlyMap<string, string>;
}

/** The image of the servers. */
export interface Image {
  /** Name or id in Glance. */
  readonly name: string;
  /** Properties that the image must have. */
  readonly properties: Readonly<Record<string, string>>;
}

/** The flavor of the servers. */
export interface Flavor {
  /** Name in Nova. */
  readonly name: string;
  /** Whether the flavor exists already. */
  readonly adopt: boolean;
  /** RAM in MiB. */
  readonly ram: number;
  readonly vcpus: number;
  /** Root disk in GiB. */
  readonly disk: number;
  /** hw:numa_nodes */
  readonly numaNodes: number;
  /** hw:mem_page_size */
  readonly pageSize: "large" | "2MB" | "1GB";
  /** hw:pci_numa_affinity_policy. @default that of the image, otherwise legacy */
  readonly pciNumaPolicy?: NumaPolicy | undefined;
}

/** Day0 configuration of the guests, besides bonds and keys. */
export interface Day0 {
  /** Format of the bond's configuration in the guest. */
  readonly renderer: "keyfile" | "nmcli" | "ifcfg" | "netplan";
  readonly users: readonly User[];
  readonly extraParts: readonly ExtraPart[];
  /** What a changed Day0 does to an existing server. */
  readonly onChange: "replace" | "ignore";
}

/** A login user of the guests. */
export interface User {
  readonly name: string;
  /** OpenSSH public keys, besides the stack's login key. */
  readonly authorizedKeys: readonly string[];
  /** Whether the user may use sudo for everything, without a password. */
  readonly sudo: boolean;
}

/** An additional part of the user data, after the parts of the program. */
export interface ExtraPart {
  readonly filename: string;
  readonly contentType: "text/cloud-config" | "text/x-shellscript" | "text/cloud-boothook" | "text/jinja2";
  readonly content: string;
}

/** How VNFs are verified. */
export interface Verification {
  /** Login user in the guests. */
  readonly user: string;
  /** SSH jump host to the guests. @default a direct connection */
  readonly jumpHost?: SshServer | undefined;
  /** Time in s from a guest's boot until cloud-init has ended. */
  readonly bootupTime: number;
  /** Time in s that a VNF has to pass its verification, or to recover by itself. */
  readonly recoveryWait: number;
  /** Whether the gateways must answer a ping. */
  readonly pingGateways: boolean;
  /** Name in the DNS queries. @default no DNS query */
  readonly dnsName?: string | undefined;
  /** DNS client outside the VNF. @default none */
  readonly client?: DnsClient | undefined;
}

/** An SSH server that is not a VNF. */
export interface SshServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** OpenSSH public host key, one line. */
  readonly hostKey: string;
}

/** The DNS client outside the VNF: this machine, or another machine over SSH. */
export type DnsClient = { readonly type: "here" } | ({ readonly type: "ssh" } & SshServer);

/** The failover drill. */
export interface Drill {
  /** Whether a deployment that creates a server ends with a drill. */
  readonly afterDeployment: boolean;
  /** Number of cuts in each way. */
  readonly cuts: number;
  /** Maximum time in ms without a DNS response. @default derived from the link monitor */
  readonly maxGap?: number | undefined;
  /** Interval in ms between the client's queries. */
  readonly queryInterval: number;
  /** Command that takes a physical network, and `down` or `up`. @default the drill pulls no cable */
  readonly cable?: readonly string[] | undefined;
}

/** How VNFs that fail are recovered. */
export interface Heal {
  readonly policy: "REBOOT_ONLY" | "REBOOT_THEN_REDEPLOY" | "REDEPLOY_ONLY";
  /** Maximum number of recoveries of one failure. */
  readonly attempts: number;
  /** Maximum number of recoveries of one VNF within an hour. */
  readonly perHour: number;
  /** Maximum number of recoveries of one VNF within 24 h. */
  readonly perDay: number;
  /** Maximum number of recoveries of all VNFs of the stack within 24 h. */
  readonly stackPerDay: number;
  /** Time in s between two observations. */
  readonly interval: number;
}

/** How the cloud's APIs are asked. */
export interface CloudRequests {
  /** Longest time in s that a request may take. */
  readonly timeout: number;
}
