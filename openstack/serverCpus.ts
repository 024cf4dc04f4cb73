import { Refusal } from "./refusal";
import { type FlavorRequest, type ImageProperties, parseCpus, switchOf, textOf } from "./serverSpec";

export type CpuPolicy = "dedicated" | "shared" | "mixed";

/** The CPUs that a flavor and an image ask for. */
export interface ServerCpus {
  readonly policy: CpuPolicy;
  /** Number of vCPUs with a dedicated CPU of the host. */
  readonly dedicated: number;
  /** Whether a CPU policy asks for the dedicated CPUs. Otherwise resources:PCPU does, or nobody. */
  readonly isByPolicy: boolean;
  /** Whether the threads of the emulator have a dedicated CPU of their own. */
  readonly isolatesEmulator: boolean;
  /** hw:cpu_thread_policy. undefined if nobody asks for one. */
  readonly threadPolicy: string | undefined;
}

const POLICIES = ["dedicated", "shared", "mixed"];
const THREAD_POLICIES = ["prefer", "isolate", "require"];
const EMULATOR_POLICIES = ["share", "isolate"];
const HYPERTHREADING = "HW_CPU_HYPERTHREADING";

/**
 * Derives the CPUs of a server as Nova does (nova.virt.hardware, numa_get_constraints of Zed).
 * @throws {Refusal} if Nova refuses to build such a server
 */
export function serverCpus(flavor: FlavorRequest, image: ImageProperties): ServerCpus {
  const asked = cpuPolicyOf(flavor, image);
  const asksFor = { PCPU: requested(flavor, "PCPU"), VCPU: requested(flavor, "VCPU") };
  const emulator = emulatorPolicyOf(flavor);
  requireOneSource(flavor, asked, asksFor, emulator === "isolate");
  const policy: CpuPolicy = asksFor.PCPU > 0 ? "dedicated" : (asked ?? "shared");
  const threadPolicy = threadPolicyOf(flavor, image);
  const hyperthreading = hyperthreadingOf(flavor, image);
  if (threadPolicy !== undefined && hyperthreading !== undefined) {
    throw new Refusal(`there is both hw:cpu_thread_policy and trait:${HYPERTHREADING}`);
  }
  const mask = dedicatedMaskOf(flavor);
  const realtime = realtimeCpusOf(flavor, image, emulator);
  if (policy === "shared") {
    const usesThreads =
      threadPolicy !== undefined || hyperthreading === "forbidden" || hyperthreading === "required";
    const needless = [
      ...(usesThreads ? [`a policy for CPU threads (hw:cpu_thread_policy, trait:${HYPERTHREADING})`] : []),
      ...(emulator === "isolate" ? ["hw:emulator_threads_policy isolate"] : []),
      ...(realtime === undefined ? [] : ["hw:cpu_realtime"]),
    ];
    if (needless.length > 0) {
      throw new Refusal(`the CPUs are shared, but there is ${needless.join(" and ")}`);
    }
  }
  if (policy !== "mixed" && mask !== undefined) {
    throw new Refusal("hw:cpu_dedicated_mask needs hw:cpu_policy mixed");
  }
  if (policy === "mixed" && (mask === undefined) === (realtime === undefined)) {
    throw new Refusal(
      "hw:cpu_policy mixed needs hw:cpu_dedicated_mask or a mask of realtime CPUs, and not both",
    );
  }
  return {
    policy,
    dedicated: { shared: 0, dedicated: flavor.vcpus, mixed: (mask ?? realtime)?.size ?? 0 }[policy],
    isByPolicy: asked === "dedicated" || asked === "mixed",
    isolatesEmulator: emulator === "isolate",
    threadPolicy,
  };
}

function cpuPolicyOf({ specs }: FlavorRequest, { hw_cpu_policy }: ImageProperties): CpuPolicy | undefined {
  const [flavor, image] = [textOf(specs["hw:cpu_policy"]), textOf(hw_cpu_policy)];
  for (const policy of [flavor, image]) {
    if (policy !== undefined && !POLICIES.includes(policy)) {
      throw new Refusal(`there is no CPU policy ${policy}`);
    }
  }
  if (
    (flavor === "mixed" && image === "dedicated") ||
    (flavor === "shared" && image !== undefined && image !== "shared")
  ) {
    throw new Refusal(`the flavor has hw:cpu_policy ${flavor}, but the image hw_cpu_policy ${image}`);
  }
  return (flavor ?? image) as CpuPolicy | undefined;
}

/** The number of CPUs of a class that a flavor asks Placement for. */
function requested({ specs }: FlavorRequest, name: "VCPU" | "PCPU"): number {
  return Object.entries(specs)
    .filter(([key]) => new RegExp(`^resources([1-9][0-9]*)?:${name}`).test(key))
    .reduce((sum, [, value]) => sum + (/^ *[+-]?\d+ *$/.test(value) ? Number(value) : 0), 0);
}

function requireOneSource(
  { vcpus }: FlavorRequest,
  policy: CpuPolicy | undefined,
  { PCPU, VCPU }: Readonly<Record<"PCPU" | "VCPU", number>>,
  isolatesEmulator: boolean,
): void {
  if ((PCPU !== 0 || VCPU !== 0) && policy !== undefined) {
    throw new Refusal("the flavor has resources:VCPU or resources:PCPU besides a CPU policy");
  }
  if (PCPU !== 0 && VCPU !== 0) {
    throw new Refusal("the flavor has both resources:VCPU and resources:PCPU");
  }
  const needed = vcpus + (isolatesEmulator ? 1 : 0);
  if (PCPU !== 0 && PCPU !== needed) {
    const emulator = isolatesEmulator ? ", and one CPU for the threads of the emulator" : "";
    throw new Refusal(`the flavor has resources:PCPU ${PCPU}, but ${vcpus} vCPUs${emulator}`);
  }
}

function emulatorPolicyOf({ specs }: FlavorRequest): string | undefined {
  const policy = textOf(specs["hw:emulator_threads_policy"]);
  if (policy !== undefined && !EMULATOR_POLICIES.includes(policy)) {
    throw new Refusal(`there is no policy ${policy} for the threads of the emulator`);
  }
  return policy;
}

function threadPolicyOf({ specs }: FlavorRequest, image: ImageProperties): string | undefined {
  const flavor = textOf(specs["hw:cpu_thread_policy"]);
  const other = textOf(image.hw_cpu_thread_policy);
  for (const policy of [flavor, other]) {
    if (policy !== undefined && !THREAD_POLICIES.includes(policy)) {
      throw new Refusal(`there is no policy ${policy} for CPU threads`);
    }
  }
  if (flavor === undefined || flavor === "prefer") {
    return other ?? flavor;
  }
  if (other !== undefined && other !== flavor) {
    throw new Refusal(
      `the flavor has hw:cpu_thread_policy ${flavor}, but the image hw_cpu_thread_policy ${other}`,
    );
  }
  return flavor;
}

/** What the flavor or the image say about the trait of hyperthreading: `required`, `forbidden`, or a word that Nova ignores. */
function hyperthreadingOf({ specs }: FlavorRequest, image: ImageProperties): string | undefined {
  const pattern = new RegExp(`^trait([1-9][0-9]*)?:${HYPERTHREADING}`);
  const found = Object.entries(specs).find(([key]) => pattern.test(key));
  return found?.[1] ?? (image[`trait:${HYPERTHREADING}`] === "required" ? "required" : undefined);
}

function dedicatedMaskOf({ vcpus, specs }: FlavorRequest): Set<number> | undefined {
  const mask = textOf(specs["hw:cpu_dedicated_mask"]);
  if (mask === undefined) {
    return undefined;
  }
  const cpus = parseMask(mask, vcpus);
  if (cpus.size === 0 || cpus.size === vcpus || hasOther(cpus, vcpus)) {
    throw new Refusal(`hw:cpu_dedicated_mask ${mask} must name some of the ${vcpus} vCPUs, but not all`);
  }
  return cpus;
}

/** The realtime CPUs. undefined if the flavor does not ask for realtime. */
function realtimeCpusOf(
  { vcpus, specs }: FlavorRequest,
  image: ImageProperties,
  emulator: string | undefined,
): Set<number> | undefined {
  if (switchOf(specs["hw:cpu_realtime"]) !== true) {
    return undefined;
  }
  const mask = textOf(image.hw_cpu_realtime_mask) ?? textOf(specs["hw:cpu_realtime_mask"]);
  const cpus = parseMask(mask ?? `0-${vcpus - 1}`, vcpus);
  const isEveryCpu = cpus.size === vcpus && !hasOther(cpus, vcpus);
  if (cpus.size === 0 || hasOther(cpus, vcpus) || (isEveryCpu && emulator === undefined)) {
    throw new Refusal(
      `the mask of realtime CPUs (${mask ?? "all"}) must name some of the ${vcpus} vCPUs, and all only with hw:emulator_threads_policy`,
    );
  }
  return cpus;
}

/** Parses a mask of vCPUs. A mask that begins with `^` names those that are left out. */
function parseMask(mask: string, vcpus: number): Set<number> {
  return parseCpus(mask.trim().startsWith("^") ? `0-${vcpus - 1},${mask}` : mask);
}

function hasOther(cpus: ReadonlySet<number>, vcpus: number): boolean {
  return [...cpus].some((cpu) => cpu >= vcpus);
}
