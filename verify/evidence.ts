import { z } from "zod";
import { MAXIMUM_TEXT, visible, visibleData } from "../report/visible";

/** Maximum number of items in a list of the guest's interfaces, addresses, NUMA nodes or errors. */
const MAXIMUM_ITEMS = 1000;

/** Maximum number of slaves of a bond. */
const MAXIMUM_SLAVES = 64;

/** Maximum number of results of pings and of DNS queries: a stack with many VNFs has many. */
const MAXIMUM_RESULTS = 10_000;

const text = z.string().max(MAXIMUM_TEXT);

const list = <T extends z.ZodType>(item: T) => z.array(item).max(MAXIMUM_ITEMS);

const slaveSchema = z.object({
  name: text,
  /** The VF's permanent MAC address, not that of the bond. */
  mac: text.nullable(),
  /** `up`, `going_down`, `down` or `going_back`. */
  mii: text.nullable(),
  primary: z.boolean(),
  active: z.boolean(),
  linkFailures: z.number().nullable(),
  driver: text.nullable(),
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
  arpTargets: list(text),
  arpValidate: text.nullable(),
});

const addressSchema = z.object({
  /** With its prefix length. */
  address: text,
  /** Whether IPv6 duplicate address detection still runs: the address can't be used yet. */
  tentative: z.boolean(),
  /** Whether IPv6 found the address on another host: the address can't be used. */
  dadFailed: z.boolean(),
});

const bondSchema = z.object({
  name: text,
  mode: text.nullable(),
  failOverMac: text.nullable(),
  linkMonitor: linkMonitorSchema,
  primaryReselect: text.nullable(),
  gratuitousArps: z.number().nullable(),
  /** Whether one of the slaves is the active one. */
  active: z.boolean(),
  mii: text.nullable(),
  /** In bytes. */
  mtu: z.number().nullable(),
  slaves: z.array(slaveSchema).max(MAXIMUM_SLAVES),
  /** Addresses of global scope. */
  addresses: list(addressSchema),
});

const routeSchema = z.object({ device: text.nullable(), gateway: text.nullable() });

const numaNodeSchema = z.object({
  node: z.number(),
  /** As the kernel shows them, such as `0-1`. */
  cpus: text.nullable(),
  /** In MiB. */
  memory: z.number().nullable(),
});

const pingSchema = z.object({
  address: text,
  /** The guest's interface or address from which the ping was sent. */
  over: text,
  /** Null if the guest has no program `ping`, or the login user may not use it. */
  reached: z.boolean().nullable(),
});

/** How a DNS query is sent; `EDNS0` is sent over UDP. */
export const DNS_TRANSPORTS = ["UDP", "TCP", "EDNS0"] as const;

const dnsAnswerSchema = z.object({
  server: text,
  transport: z.enum(DNS_TRANSPORTS),
  answered: z.boolean(),
  /** A short description of the response or the error. */
  detail: text,
});

const dnsAnswersSchema = z.array(dnsAnswerSchema).max(MAXIMUM_RESULTS);

export const evidenceSchema = z.object({
  hostname: text,
  cloudInit: z.object({
    ended: z.boolean(),
    stage: text.nullable(),
    /** Whether cloud-init reported errors. */
    failed: z.boolean(),
    errors: list(text),
  }),
  numaNodes: list(numaNodeSchema),
  /** Whether the kernel's bonding module is loaded or built in. */
  bondingModule: z.boolean(),
  /** Null if the guest has no bond with the expected name. */
  bond: bondSchema.nullable(),
  /** Why Day0 did not activate the bond; null if nothing failed. Evidence of an earlier release lacks it. */
  activationError: text.nullable().default(null),
  /** The NICs outside the bond, with their addresses of global scope. */
  interfaces: list(z.object({ name: text, mac: text.nullable(), addresses: list(text) })),
  /** The route that the kernel takes where only a default route leads, by family (`4`, `6`). */
  preferredRoute: z.partialRecord(z.enum(["4", "6"]), routeSchema),
  pings: z.array(pingSchema).max(MAXIMUM_RESULTS),
  /** Responses to DNS queries from the guest to its own service, at the bond's addresses. */
  dns: dnsAnswersSchema,
  /** Null if the guest can't tell. */
  clockSynchronized: z.boolean().nullable(),
});

/** What the guest of a VNF shows about itself (remote/guest/evidence.py). */
export type Evidence = z.output<typeof evidenceSchema>;
export type BondEvidence = z.output<typeof bondSchema>;
export type DnsAnswer = z.output<typeof dnsAnswerSchema>;

/**
 * Finds and reads the evidence in the output of a guest. Control characters in its texts are made visible.
 * @throws if there is none, or it does not have the shape of {@link Evidence}. The message quotes the output
 */
export function parseEvidence(output: string): Evidence {
  return parsedLine(output, '{"hostname"', evidenceSchema);
}

/** Finds and reads the DNS responses in the output of a DNS client. @throws as {@link parseEvidence} */
export function parseDnsAnswers(output: string): DnsAnswer[] {
  return parsedLine(output, "[", dnsAnswersSchema);
}

/** Maximum length of the quoted output in an error message. */
const MAXIMUM_EXCERPT = 200;

function parsedLine<T>(output: string, start: string, schema: z.ZodType<T>): T {
  const line = output.split("\n").find((one) => one.startsWith(start));
  const parsed = line === undefined ? undefined : schema.safeParse(asJson(line));
  if (parsed?.success) {
    return visibleData(parsed.data);
  }
  const excerpt = visible((line ?? output).trimStart(), MAXIMUM_EXCERPT);
  const quoted = excerpt === "" ? "it is empty" : `"${excerpt}"`;
  throw new Error(`the output is not evidence: ${quoted}${parsed ? faultIn(parsed.error) : ""}`);
}

/** The first fault of evidence with another shape, such as ` (bond.slaves: Too big: expected array to have <=64 items)`. */
function faultIn({ issues: [issue] }: z.ZodError): string {
  return issue === undefined || issue.path.length === 0
    ? ""
    : ` (${visible(`${issue.path.join(".")}: ${issue.message}`, MAXIMUM_EXCERPT)})`;
}

function asJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
