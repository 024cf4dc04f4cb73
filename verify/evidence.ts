import { z } from "zod";

const slaveSchema = z.object({
  name: z.string(),
  /** The VF's permanent MAC address, not that of the bond. */
  mac: z.string().nullable(),
  /** `up`, `going_down`, `down` or `going_back`. */
  mii: z.string().nullable(),
  primary: z.boolean(),
  active: z.boolean(),
  linkFailures: z.number().nullable(),
  driver: z.string().nullable(),
  /** NUMA node in the guest; -1 if the guest does not know. */
  numaNode: z.number().nullable(),
});

const linkMonitorSchema = z.object({
  /** In ms; 0 without MII monitoring. */
  miimon: z.number().nullable(),
  /** In ms. */
  updelay: z.number().nullable(),
  /** In ms. */
  downdelay: z.number().nullable(),
  /** In ms; 0 without ARP monitoring. */
  arpInterval: z.number().nullable(),
  arpTargets: z.array(z.string()),
  arpValidate: z.string().nullable(),
});

const addressSchema = z.object({
  /** With its prefix length. */
  address: z.string(),
  /** Whether IPv6 duplicate address detection still runs: the address can't be used yet. */
  tentative: z.boolean(),
  /** Whether IPv6 found the address on another host: the address can't be used. */
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
  /** In bytes. */
  mtu: z.number().nullable(),
  slaves: z.array(slaveSchema),
  /** Addresses of global scope. */
  addresses: z.array(addressSchema),
});

const routeSchema = z.object({ device: z.string().nullable(), gateway: z.string().nullable() });

const numaNodeSchema = z.object({
  node: z.number(),
  /** As the kernel shows them, such as `0-1`. */
  cpus: z.string().nullable(),
  /** In MiB. */
  memory: z.number().nullable(),
});

const pingSchema = z.object({
  address: z.string(),
  /** The guest's interface or address from which the ping was sent. */
  over: z.string(),
  /** Null if the guest has no program `ping`. */
  reached: z.boolean().nullable(),
});

/** How a DNS query is sent; `EDNS0` is sent over UDP. */
export const DNS_TRANSPORTS = ["UDP", "TCP", "EDNS0"] as const;

const dnsAnswerSchema = z.object({
  server: z.string(),
  transport: z.enum(DNS_TRANSPORTS),
  answered: z.boolean(),
  /** A short description of the response or the error. */
  detail: z.string(),
});

export const evidenceSchema = z.object({
  hostname: z.string(),
  cloudInit: z.object({
    ended: z.boolean(),
    stage: z.string().nullable(),
    /** Whether cloud-init reported errors. */
    failed: z.boolean(),
    errors: z.array(z.string()),
  }),
  numaNodes: z.array(numaNodeSchema),
  /** Whether the kernel's bonding module is loaded or built in. */
  bondingModule: z.boolean(),
  /** Null if the guest has no bond with the expected name. */
  bond: bondSchema.nullable(),
  /** The NICs outside the bond, with their addresses of global scope. */
  interfaces: z.array(
    z.object({ name: z.string(), mac: z.string().nullable(), addresses: z.array(z.string()) }),
  ),
  /** The default route that the kernel uses, by family (`4`, `6`). */
  preferredRoute: z.record(z.string(), routeSchema),
  pings: z.array(pingSchema),
  /** Responses to DNS queries from the guest to its own service, at the bond's addresses. */
  dns: z.array(dnsAnswerSchema),
  /** Null if the guest can't tell. */
  clockSynchronized: z.boolean().nullable(),
});

/** What the guest of a VNF shows about itself (remote/guest/evidence.py). */
export type Evidence = z.output<typeof evidenceSchema>;
export type BondEvidence = z.output<typeof bondSchema>;
export type DnsAnswer = z.output<typeof dnsAnswerSchema>;

const dnsAnswersSchema = z.array(dnsAnswerSchema);

/**
 * Finds and reads the evidence in the output of a guest.
 * @throws if there is none, or it does not have the shape of {@link Evidence}. The message quotes the output
 */
export function parseEvidence(output: string): Evidence {
  return parsedLine(output, '{"hostname"', evidenceSchema);
}

/** Finds and reads the DNS responses in the output of a DNS client. @throws as {@link parseEvidence} */
export function parseDnsAnswers(output: string): DnsAnswer[] {
  return parsedLine(output, "[", dnsAnswersSchema);
}

function parsedLine<T>(output: string, start: string, schema: z.ZodType<T>): T {
  const line = output.split("\n").find((text) => text.startsWith(start));
  const parsed = line === undefined ? undefined : schema.safeParse(asJson(line));
  if (!parsed?.success) {
    const excerpt = (line ?? output).trim().slice(0, 200);
    throw new Error(
      `the output is not evidence: ${excerpt === "" ? "it is empty" : JSON.stringify(excerpt)}`,
    );
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
