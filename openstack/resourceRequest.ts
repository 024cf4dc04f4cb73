import { orRefusal, Refusal } from "./refusal";
import { type ServerCpus, serverCpus } from "./serverCpus";
import { type FlavorRequest, type ImageProperties, sharedSetting, sharedSwitch, textOf } from "./serverSpec";

/** A flavor with its disks. */
export interface ServerFlavor extends FlavorRequest {
  /** Root disk in GiB. */
  readonly disk: number;
  /** Second disk in GiB. @default 0 */
  readonly ephemeral?: number | undefined;
  /** Swap disk in MiB. @default 0 */
  readonly swap?: number | undefined;
}

/** Resources and traits that belong together. */
export interface RequestGroup {
  /** Amounts by resource class, such as PCPU. */
  readonly resources: Map<string, number>;
  readonly required: Set<string>;
  readonly forbidden: Set<string>;
}

/** What Nova's scheduler asks Placement for. */
export interface ResourceRequest {
  /** Groups by suffix. A host and the providers that share their resources with it fulfil the group "" together. */
  readonly groups: ReadonlyMap<string, RequestGroup>;
  /** Whether the other groups must be fulfilled by different providers (group_policy of the flavor). */
  readonly policy: string | undefined;
  /** Traits that the host itself must have. */
  readonly rootRequired: readonly string[];
}

/** Standard resource classes (os-resource-classes). Nova ignores any other class without the prefix CUSTOM_. */
const CLASSES = new Set(
  (
    "VCPU MEMORY_MB DISK_GB PCI_DEVICE SRIOV_NET_VF NUMA_SOCKET NUMA_CORE NUMA_THREAD NUMA_MEMORY_MB IPV4_ADDRESS VGPU " +
    "VGPU_DISPLAY_HEAD NET_BW_EGR_KILOBIT_PER_SEC NET_BW_IGR_KILOBIT_PER_SEC PCPU MEM_ENCRYPTION_CONTEXT FPGA PGPU " +
    "NET_PACKET_RATE_KILOPACKET_PER_SEC NET_PACKET_RATE_EGR_KILOPACKET_PER_SEC NET_PACKET_RATE_IGR_KILOPACKET_PER_SEC"
  ).split(" "),
);

/**
 * Derives what Nova's scheduler asks Placement for (nova.scheduler.utils, ResourceRequest of Zed, with the request filters that
 * are always on). The server boots from an image.
 * @returns the request and, if a CPU policy asks for dedicated CPUs, Nova's second request: hosts that have only shared ones. Or
 *   why Nova refuses to build such a server
 */
export function resourceRequestsOf(
  flavor: ServerFlavor,
  image: ImageProperties = {},
): readonly [ResourceRequest, ResourceRequest?] | { readonly refused: string } {
  return orRefusal(() => {
    const cpus = serverCpus(flavor, image);
    const first = requestOf(flavor, image, cpus.isByPolicy || cpus.threadPolicy ? cpus : undefined);
    return cpus.isByPolicy && cpus.policy === "dedicated"
      ? ([first, requestOf(flavor, image, undefined)] as const)
      : ([first] as const);
  });
}

/** @param cpus the CPUs that a policy asks for. undefined: the flavor's vCPUs are shared CPUs */
function requestOf(
  flavor: ServerFlavor,
  image: ImageProperties,
  cpus: ServerCpus | undefined,
): ResourceRequest {
  const groups = groupsOf(flavor.specs);
  const main = groupOf(groups, "");
  for (const [property, value] of Object.entries(image)) {
    if (property.startsWith("trait:") && value === "required") {
      main.required.add(property.slice("trait:".length));
    }
  }
  if (cpus !== undefined) {
    addCpus(main, flavor, cpus);
  }
  const has = (name: string) => [...groups.values()].some(({ resources }) => resources.has(name));
  if (!has("VCPU") && !has("PCPU")) {
    main.resources.set("VCPU", flavor.vcpus);
  }
  if (!has("MEMORY_MB")) {
    main.resources.set("MEMORY_MB", flavor.ram);
  }
  if (!has("DISK_GB")) {
    main.resources.set(
      "DISK_GB",
      flavor.disk + (flavor.ephemeral ?? 0) + Math.ceil((flavor.swap ?? 0) / 1024),
    );
  }
  addFeatures(main, flavor, image);
  return {
    groups: withoutZeros(groups),
    policy: /^(none|isolate)$/.exec(flavor.specs.group_policy ?? "")?.[0],
    rootRequired: rootTraitsOf(flavor, image),
  };
}

/** The groups of `resources…:` and `trait…:` in the extra specs. Nova ignores what it does not understand. */
function groupsOf(specs: ServerFlavor["specs"]): Map<string, RequestGroup> {
  const groups = new Map<string, RequestGroup>();
  for (const [key, value] of Object.entries(specs)) {
    const match = /^(resources|trait)([a-zA-Z0-9_-]{1,64})?:(.*)$/.exec(key);
    if (match === null) {
      continue;
    }
    const [, kind, suffix = "", name] = match as unknown as [string, string, string | undefined, string];
    const group = groupOf(groups, suffix);
    if (kind === "resources" && (CLASSES.has(name) || name.startsWith("CUSTOM_"))) {
      if (/^\s*\+?\d+\s*$/.test(value)) {
        group.resources.set(name, Number(value));
      }
    } else if (kind === "trait" && value === "required") {
      group.required.add(name);
    } else if (kind === "trait" && value === "forbidden") {
      group.forbidden.add(name);
    }
  }
  return groups;
}

function groupOf(groups: Map<string, RequestGroup>, suffix: string): RequestGroup {
  const group = groups.get(suffix) ?? { resources: new Map(), required: new Set(), forbidden: new Set() };
  groups.set(suffix, group);
  return group;
}

function addCpus(
  { resources, required, forbidden }: RequestGroup,
  { vcpus }: FlavorRequest,
  { policy, dedicated, isByPolicy, isolatesEmulator, threadPolicy }: ServerCpus,
): void {
  if (isByPolicy && policy === "mixed") {
    resources.set("VCPU", vcpus - dedicated);
  }
  if (isByPolicy) {
    resources.set("PCPU", dedicated + (isolatesEmulator ? 1 : 0));
  }
  if (threadPolicy === "require") {
    required.add("HW_CPU_HYPERTHREADING");
  } else if (threadPolicy === "isolate") {
    forbidden.add("HW_CPU_HYPERTHREADING");
  }
}

/** Adds what memory encryption, persistent memory, a TPM, the NUMA affinity of NICs and secure boot need. */
function addFeatures(
  { resources, required }: RequestGroup,
  flavor: FlavorRequest,
  image: ImageProperties,
): void {
  if (sharedSwitch("hw:mem_encryption", flavor, image) === true) {
    const machine = textOf(image.hw_machine_type);
    if (image.hw_firmware_type !== "uefi" || (machine !== undefined && !machine.includes("q35"))) {
      throw new Refusal("hw:mem_encryption needs an image with hw_firmware_type uefi and a q35 machine");
    }
    resources.set("MEM_ENCRYPTION_CONTEXT", 1);
  }
  const labels = (flavor.specs["hw:pmem"] ?? "").split(",").map((label) => label.trim());
  const counted = labels.filter((label) => label !== "").map(pmemClassOf);
  for (const name of new Set(counted)) {
    resources.set(name, counted.filter((other) => other === name).length);
  }
  const tpm = tpmVersionOf(flavor, image);
  if (tpm !== undefined) {
    required.add(tpm === "1.2" ? "COMPUTE_SECURITY_TPM_1_2" : "COMPUTE_SECURITY_TPM_2_0");
  }
  const affinities = ["required", "legacy", "preferred", "socket"];
  if (sharedSetting("hw:pci_numa_affinity_policy", affinities, flavor, image) === "socket") {
    required.add("COMPUTE_SOCKET_PCI_NUMA_AFFINITY");
  }
  const secureBoot = ["required", "disabled", "optional"];
  if (sharedSetting("os:secure_boot", secureBoot, flavor, image) === "required") {
    required.add("COMPUTE_SECURITY_UEFI_SECURE_BOOT");
  }
}

function pmemClassOf(label: string): string {
  return `CUSTOM_PMEM_NAMESPACE_${label}`.replace(/[^0-9A-Za-z]+/g, "_").toUpperCase();
}

function tpmVersionOf(flavor: FlavorRequest, image: ImageProperties): string | undefined {
  const version = sharedSetting("hw:tpm_version", ["1.2", "2.0"], flavor, image);
  if (version === undefined) {
    return undefined;
  }
  const model = sharedSetting("hw:tpm_model", ["tpm-tis", "tpm-crb"], flavor, image);
  if (model === "tpm-crb" && version !== "2.0") {
    throw new Refusal("hw:tpm_model tpm-crb needs hw:tpm_version 2.0");
  }
  return version;
}

function rootTraitsOf(flavor: FlavorRequest, image: ImageProperties): string[] {
  const accelerators =
    textOf(flavor.specs["accel:device_profile"]) === undefined ? [] : ["COMPUTE_ACCELERATORS"];
  if (sharedSwitch("hw:ephemeral_encryption", flavor, image) !== true) {
    return accelerators;
  }
  const formats = ["plain", "luks", "luksv2"];
  const format = sharedSetting("hw:ephemeral_encryption_format", formats, flavor, image);
  const trait = "COMPUTE_EPHEMERAL_ENCRYPTION";
  return [...accelerators, trait, ...(format === undefined ? [] : [`${trait}_${format.toUpperCase()}`])];
}

/** Leaves out resources of amount 0, and the groups in which nothing is left. */
function withoutZeros(groups: ReadonlyMap<string, RequestGroup>): ReadonlyMap<string, RequestGroup> {
  const trimmed = [...groups].map(
    ([suffix, group]) =>
      [
        suffix,
        { ...group, resources: new Map([...group.resources].filter(([, amount]) => amount > 0)) },
      ] as const,
  );
  return new Map(
    trimmed.filter(
      ([, { resources, required, forbidden }]) => resources.size + required.size + forbidden.size > 0,
    ),
  );
}

/** The query of Placement's `GET /allocation_candidates`, microversion 1.36. A host whose service is disabled is left out. */
export function queryOf({ groups, policy, rootRequired }: ResourceRequest): string {
  const parameters = new URLSearchParams();
  for (const [suffix, { resources, required, forbidden }] of groups) {
    const traits = [...[...required].sort(), ...[...forbidden].sort().map((trait) => `!${trait}`)];
    const amounts = [...resources].map(([name, amount]) => `${name}:${amount}`);
    parameters.set(`resources${suffix}`, amounts.sort().join());
    if (traits.length > 0) {
      parameters.set(`required${suffix}`, traits.join());
    }
  }
  if (policy !== undefined) {
    parameters.set("group_policy", policy);
  }
  parameters.set("root_required", [...rootRequired.toSorted(), "!COMPUTE_STATUS_DISABLED"].join());
  return parameters.toString();
}
