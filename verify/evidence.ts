import { z } from "zod";

const slaveSchema = z.object({
  name: z.string(),
  /** The VF's own MAC, whatever the bond's is. */
  mac: z.string().nullable(),
  /** `up`, `going_down`, `down` or `going_back`. */
  mii: z.string().nullable(),
  primary: z.boolean(),
  active: z.boolean(),
  linkFailures: z.number().nullable(),
  driver: z.string().nullable(),
  /** NUMA node of the guest; -1 where the guest was not told. */
  numaNode: z.number().nullable(),
});

const linkMonitorSchema = z.object({
  /** ms; 0 where MII is not monitored */
  miimon: z.number().nullable(),
  /** ms */
  updelay: z.number().nullable(),
  /** ms */
  downdelay: z.number().nullable(),
  /** ms; 0 where ARP is not monitored */
  arpInterval: z.number().nullable(),
  arpTargets: z.array(z.string()),
  arpValidate: z.string().nullable(),
});

const addressSchema = z.object({
  /** With its prefix length. */
  address: z.string(),
  /** Whether IPv6 still looks for a duplicate of it: it can't be used yet. */
  tentative: z.boolean(),
  /** Whether IPv6 found a duplicate of it: it can't be used. */
  dadFailed: z.boolean(),
});

const bondSchema = z.object({
  name: z.string(),
  mode: z.string().nullable(),
  failOverMac: z.string().nullable(),
  linkMonitor: linkMonitorSchema,
  primaryReselect: z.string().nullable(),
  gratuitousArps: z.number().nullable(),
  /** Whether one of the slaves is the active one. */
  active: z.boolean(),
  mii: z.string().nullable(),
  /** bytes */
  mtu: z.number().nullable(),
  slaves: z.array(slaveSchema),
  /** Addresses of global scope. */
  addresses: z.array(addressSchema),
});

const routeSchema = z.object({ device: z.string().nullable(), gateway: z.string().nullable() });

const numaNodeSchema = z.object({
  node: z.number(),
  /** As the kernel lists them, such as `0-1`. */
  cpus: z.string().nullable(),
  /** MiB */
  memory: z.number().nullable(),
});

const pingSchema = z.object({
  address: z.string(),
  /** The interface, or the address of its own, that it was sent from. */
  over: z.string(),
  /** null where the guest has no program ping. */
  reached: z.boolean().nullable(),
});

/** How a DNS server is asked; `EDNS0` goes over UDP. */
export const DNS_TRANSPORTS = ["UDP", "TCP", "EDNS0"] as const;

const dnsAnswerSchema = z.object({
  server: z.string(),
  transport: z.enum(DNS_TRANSPORTS),
  answered: z.boolean(),
  /** In a few words, what came back. */
  detail: z.string(),
});

export const evidenceSchema = z.object({
  hostname: z.string(),
  cloudInit: z.object({
    ended: z.boolean(),
    stage: z.string().nullable(),
    /** Whether it reported errors. */
    failed: z.boolean(),
    errors: z.array(z.string()),
  }),
  numaNodes: z.array(numaNodeSchema),
  /** Whether the kernel has loaded its bonding module, or has it built in. */
  bondingModule: z.boolean(),
  /** null where the guest has no bond of the expected name. */
  bond: bondSchema.nullable(),
  /** The NICs that are not in the bond, with their addresses of global scope. */
  interfaces: z.array(
    z.object({ name: z.string(), mac: z.string().nullable(), addresses: z.array(z.string()) }),
  ),
  /** The default route that the kernel takes, by family (`4`, `6`). */
  preferredRoute: z.record(z.string(), routeSchema),
  pings: z.array(pingSchema),
  /** What the VNF's own DNS service answered at the bond's addresses. */
  dns: z.array(dnsAnswerSchema),
  /** null where nobody in the guest knows. */
  clockSynchronized: z.boolean().nullable(),
});

/** What a VNF's guest shows of itself (remote/guest/evidence.py). */
export type Evidence = z.output<typeof evidenceSchema>;
export type BondEvidence = z.output<typeof bondSchema>;
export type DnsAnswer = z.output<typeof dnsAnswerSchema>;

const dnsAnswersSchema = z.array(dnsAnswerSchema);

/**
 * Reads the document that a guest printed, wherever it stands in `output`.
 * @throws if there is none, or it is not of {@link Evidence}'s shape; the sentence quotes what was there
 */
export function parseEvidence(output: string): Evidence {
  return parsedLine(output, '{"hostname"', evidenceSchema);
}

/** Reads what a client outside printed of its questions; throws as {@link parseEvidence} does. */
export function parseDnsAnswers(output: string): DnsAnswer[] {
  return parsedLine(output, "[", dnsAnswersSchema);
}

function parsedLine<T>(output: string, start: string, schema: z.ZodType<T>): T {
  const line = output.split("\n").find((text) => text.startsWith(start));
  const parsed = line === undefined ? undefined : schema.safeParse(asJson(line));
  if (!parsed?.success) {
    const seen = (line ?? output).trim().slice(0, 200);
    throw new Error(`the answer is not evidence: ${seen === "" ? "it is empty" : JSON.stringify(seen)}`);
  }
  return parsed.data;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
