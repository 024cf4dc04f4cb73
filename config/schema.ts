import { z } from "zod";

/** Names that Neutron, Nova and Glance take, and that stay readable in a table. */
const name = z.string().min(1).max(255);

/** A name of a Linux network interface: at most 15 characters, no slash and no space (kernel, IFNAMSIZ). */
const interfaceName = z
  .string()
  .regex(/^[^\s/:]{1,15}$/, "must be 1 to 15 characters without space, slash or colon");

/** One DNS label (RFC 1123): what a guest takes as its host name. */
const hostname = z
  .string()
  .regex(
    /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/,
    "must be one DNS label: letters, digits and inner hyphens, at most 63",
  );

/** A login name as useradd takes it. */
const userName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_-]{0,31}$/, "must be a login name: at most 32 letters, digits, _ and -");

const ip = z.union([z.ipv4(), z.ipv6()], { error: "must be an IPv4 or IPv6 address" });
const cidr = z.union([z.cidrv4(), z.cidrv6()], {
  error: "must be an address with a prefix length, such as 172.16.1.10/24",
});

export const subnetSchema = z.strictObject({
  /** Name in Neutron. */
  name,
  /** CIDR of the subnet. */
  cidr,
  /**
   * Gateway that Neutron announces to guests.
   * @default none: the default route is the bond's
   */
  gateway: ip.optional(),
});

const networkShape = {
  /** Name in Neutron; of an adopted network, its name or its id. */
  name,
  /**
   * Use a network that exists already, and its subnets, instead of creating them.
   * @default false
   */
  adopt: z.boolean().default(false),
  /** Subnets from which the ports' addresses come. An adopted network's are found by their CIDR. */
  subnets: z.array(subnetSchema).min(1),
};

export const ovsNetworkSchema = z.strictObject({
  ...networkShape,
  /**
   * Names of security groups for the VNFs' ports in this network. Each rule costs conntrack entries on the host.
   * @default the project's default group, by Neutron
   */
  securityGroups: z.array(name).optional(),
});

export const sriovNetworkSchema = z.strictObject({
  ...networkShape,
  /** Physical network, as the SR-IOV agents map it to a NIC (`physical_device_mappings`). */
  physicalNetwork: name,
  /** VLAN id, 1 to 4094. An adopted network has its own. */
  vlan: z.int().min(1).max(4094).optional(),
  /** NUMA node of the host on which this physical network's NIC sits. */
  numaNode: z.int().min(0),
});

export const flavorSchema = z.strictObject({
  /** Name in Nova. */
  name,
  /**
   * Use a flavor that exists already.
   * @default false
   */
  adopt: z.boolean().default(false),
  /** RAM in MiB. @default 8192 (seed, step 2.1) */
  ram: z.int().positive().default(8192),
  /** vCPUs. @default 4 (seed, step 2.1) */
  vcpus: z.int().positive().default(4),
  /** Root disk in GiB. @default 40 (seed, step 2.1) */
  disk: z.int().nonnegative().default(40),
  /** Host NUMA nodes that a server spans (`hw:numa_nodes`). @default 2 (seed, step 2.2) */
  numaNodes: z.int().min(2).default(2),
});

export const bondSchema = z.strictObject({
  /** Interface name of the bond in the guest. @default bond0 */
  name: interfaceName.default("bond0"),
  /** Interval of link monitoring in ms (kernel bonding.rst, miimon). @default 100 (seed, step 3.1) */
  miimon: z.int().min(1).max(10_000).default(100),
  /**
   * Whether the primary takes the active role back once its link returns: `reclaim`, or `stay`
   * (kernel bonding.rst, primary_reselect=always or failure). @default stay (seed, failback)
   */
  failback: z.enum(["stay", "reclaim"]).default("stay"),
  /** Gratuitous ARPs and unsolicited NAs after a failover (num_grat_arp), 1 to 255. @default 5 */
  gratuitousArps: z.int().min(1).max(255).default(5),
});

export const vnfSchema = z.strictObject({
  /** Name of the server and stem of its ports' names. */
  name,
  /** Host name in the guest. */
  hostname,
  /** Address in the orchestration network. Required exactly when that network is configured. */
  orchestration: ip.optional(),
  /** Address in the management network; verification connects to it. */
  management: ip,
  /** The bond's addresses. A port of the pair holds those that lie in a subnet of its network. */
  bondAddresses: z.array(cidr).min(1),
  /** Gateway of the default route, over the bond. */
  gateway: ip,
  /** Availability zone. @default Nova's own choice */
  availabilityZone: name.optional(),
});

export const day0Schema = z.strictObject({
  /**
   * How the bond is written in the guest: `keyfile` (NetworkManager keyfiles), `nmcli` (the seed's chain of
   * commands) or `ifcfg` (the seed's files, for images with network-scripts or NetworkManager's ifcfg-rh).
   * @default keyfile
   */
  renderer: z.enum(["keyfile", "nmcli", "ifcfg"]).default("keyfile"),
  /** Login users. Each may log in by key only: there is no default password. */
  users: z
    .array(
      z.strictObject({
        name: userName,
        /** OpenSSH public keys, besides the stack's own login key, which every user gets. @default none */
        authorizedKeys: z.array(z.string().regex(/^[^\n\r]+$/, "must be one line")).default([]),
        /** Whether the user may do all by sudo without a password. @default false */
        sudo: z.boolean().default(false),
      }),
    )
    .min(1),
});

export const verificationSchema = z.strictObject({
  /** User that verification logs in as. @default the first of day0.users */
  user: userName.optional(),
  /** Time a VNF has from its creation until cloud-init has ended, in s. @default 300 (seed, bootup_time) */
  bootupTime: z.int().positive().default(300),
  /** Time the bond has after that to settle, in s. @default 30 (seed, recovery_wait_time) */
  recoveryWait: z.int().positive().default(30),
  /** Name that a client asks each VNF for, over the bond. @default none: no client asks */
  dnsName: z.hostname().optional(),
});

export const settingsSchema = z.strictObject({
  /** Image in Glance: name or id. */
  image: name,
  /** The orchestration network. @default none: the VNF has no port for it */
  orchestration: ovsNetworkSchema.optional(),
  /** The management network. */
  management: ovsNetworkSchema,
  /** The two SR-IOV networks whose VFs make the bond; the first is the bond's primary. */
  sriov: z.tuple([sriovNetworkSchema, sriovNetworkSchema]),
  flavor: flavorSchema,
  bond: bondSchema.prefault({}),
  day0: day0Schema,
  verification: verificationSchema.prefault({}),
  vnfs: z.array(vnfSchema).min(1),
});

/** A stack's settings, checked and with every default filled in. */
export type Settings = z.output<typeof settingsSchema>;
export type OvsNetworkSettings = z.output<typeof ovsNetworkSchema>;
export type SriovNetworkSettings = z.output<typeof sriovNetworkSchema>;
export type SubnetSettings = z.output<typeof subnetSchema>;
export type FlavorSettings = z.output<typeof flavorSchema>;
export type BondSettings = z.output<typeof bondSchema>;
export type Day0Settings = z.output<typeof day0Schema>;
export type VerificationSettings = z.output<typeof verificationSchema>;
export type VnfSettings = z.output<typeof vnfSchema>;
