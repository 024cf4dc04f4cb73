import type { BondOptions } from "./bond";
import type { Keys } from "./keys";
import type { Networks } from "./network";
import type { Vnf } from "./vnf";

/** Everything that a stack's file and its secrets say, checked and worked out. Plain data. */
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
  readonly keys: Keys;
  /** What the choices cost, each a sentence; none of it stops a deployment. */
  readonly warnings: readonly string[];
  /** Hashes of users' passwords, as crypt(5) writes them, by the user's name. */
  readonly passwordHashes: ReadonlyMap<string, string>;
}

/** The image of the servers. */
export interface Image {
  /** Name or id in Glance. */
  readonly name: string;
  /** Properties that it must have. */
  readonly properties: Readonly<Record<string, string>>;
}

/** The flavor of the servers. */
export interface Flavor {
  /** Name in Nova. */
  readonly name: string;
  /** Whether it exists already. */
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
}

/** What the guests are told at their first boot, besides their bonds and keys. */
export interface Day0 {
  /** How the bond is written. */
  readonly renderer: "keyfile" | "nmcli" | "ifcfg";
  readonly users: readonly User[];
  readonly extraParts: readonly ExtraPart[];
  /** What a changed Day0 does to a server that exists. */
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

/** A part of user data after the program's own. */
export interface ExtraPart {
  readonly filename: string;
  readonly contentType: "text/cloud-config" | "text/x-shellscript" | "text/cloud-boothook" | "text/jinja2";
  readonly content: string;
}

/** How VNFs are verified. */
export interface Verification {
  /** User to log in as. */
  readonly user: string;
  /** SSH server through which the guests are reached. @default directly */
  readonly jumpHost?: SshServer | undefined;
  /** Time in s from a guest's boot until cloud-init has ended. */
  readonly bootupTime: number;
  /** Time in s that a VNF has to settle, or to recover by itself. */
  readonly recoveryWait: number;
  /** Whether the gateways must answer a ping. */
  readonly pingGateways: boolean;
  /** Name that the DNS service is asked for. @default nothing is asked */
  readonly dnsName?: string | undefined;
  /** Who asks the DNS service from outside. @default nobody */
  readonly client?: DnsClient | undefined;
}

/** An SSH server besides the VNFs. */
export interface SshServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** OpenSSH public host key, one line. */
  readonly hostKey: string;
}

/** Who asks the DNS service from outside: this machine, or another one by SSH. */
export type DnsClient = { readonly type: "here" } | ({ readonly type: "ssh" } & SshServer);

/** The failover drill. */
export interface Drill {
  /** Whether a deployment that makes a server ends with a drill. */
  readonly afterDeployment: boolean;
  /** Cuts of each method. */
  readonly cuts: number;
  /** Longest time in ms without an answer. @default follows from the link monitor */
  readonly maxGap?: number | undefined;
  /** Interval in ms between the client's queries. */
  readonly queryInterval: number;
  /** Command that takes a physical network, and down or up. @default no cable is pulled */
  readonly cable?: readonly string[] | undefined;
}

/** How VNFs that fail are recovered. */
export interface Heal {
  readonly policy: "REBOOT_ONLY" | "REBOOT_THEN_REDEPLOY" | "REDEPLOY_ONLY";
  /** Recoveries of one failure. */
  readonly attempts: number;
  /** Time in s between two looks. */
  readonly interval: number;
}
