import { z } from "zod";
import { instantSchema } from "./clock";

/** For how long something was seen without a break. Time in which nobody looked does not count. */
const spanSchema = z.object({
  seconds: z.number(),
  /** Number of looks in a row. */
  looks: z.number(),
});

const recoverySchema = z.object({
  action: z.enum(["reboot", "redeploy"]),
  /** ms since 1970, by a clock that can jump: for people only. */
  at: z.number(),
});

const vnfMemorySchema = z.object({
  /** Nova's id of the server that was seen last. @default none was seen */
  serverId: z.string().optional(),
  /** Whether the VNF was healthy since its last recovery. */
  wasHealthy: z.boolean(),
  /** For how long it is healthy. @default it is not */
  healthy: spanSchema.optional(),
  /**
   * What a VNF does that is down or busy, and for how long. `gone`: the cloud has no server. @default its state is another one
   */
  phase: spanSchema.extend({ is: z.enum(["booting", "failing", "gone"]) }).optional(),
  /** For how long the client outside gets no response, in all phases since the last recovery. @default it gets one */
  down: spanSchema.optional(),
  /** Recoveries since the VNF was last healthy for `recovery_wait`. */
  attempts: z.array(recoverySchema),
  /** Recoveries of the last 24 h, for the limits. The age counts time that certainly passed. */
  recoveries: z.array(recoverySchema.extend({ ageSeconds: z.number() })),
  /** The recoveries in a row that were refused, and the wait before the next one. @default none */
  refusal: z.object({ count: z.number(), secondsLeft: z.number(), reason: z.string() }).optional(),
});

const memorySchema = z.object({
  version: z.literal(2),
  /** End of the last look. @default there was none */
  lookedAt: instantSchema.optional(),
  /** Name of the VNF that is being recovered. @default none */
  recovering: z.string().optional(),
  vnfs: z.record(z.string(), vnfMemorySchema),
});

/** The memory of the first version. Its times are not used: nobody knows whether somebody looked since. */
const firstMemorySchema = z.record(
  z.string(),
  z.object({ healthyAt: z.number().optional(), attempts: z.array(recoverySchema) }),
);

export type Span = z.output<typeof spanSchema>;
/** What heal remembers of a VNF. */
export type VnfMemory = z.output<typeof vnfMemorySchema>;
/** What heal remembers of a stack. */
export type StackMemory = z.output<typeof memorySchema>;
export type Phase = NonNullable<VnfMemory["phase"]>["is"];
/** How a VNF is recovered. */
export type Action = VnfMemory["attempts"][number]["action"];

export const EMPTY_MEMORY: StackMemory = { version: 2, vnfs: {} };

const EMPTY_VNF_MEMORY: VnfMemory = { wasHealthy: false, attempts: [], recoveries: [] };

/** The memory of a VNF, by its name. */
export function memoryOf({ vnfs }: Pick<StackMemory, "vnfs">, vnf: string): VnfMemory {
  return (Object.hasOwn(vnfs, vnf) ? vnfs[vnf] : undefined) ?? EMPTY_VNF_MEMORY;
}

/** Reads a memory from its text, also one of the first version. @throws if the text is not a memory */
export function parseMemory(text: string): StackMemory {
  const json: unknown = JSON.parse(text);
  const current = memorySchema.safeParse(json);
  return current.success ? current.data : upgradeMemory(firstMemorySchema.parse(json));
}

function upgradeMemory(first: z.output<typeof firstMemorySchema>): StackMemory {
  const vnfs = Object.entries(first).map(([name, { healthyAt, attempts }]): [string, VnfMemory] => [
    name,
    {
      wasHealthy: healthyAt !== undefined && attempts.length === 0,
      attempts,
      recoveries: attempts.map((attempt) => ({ ...attempt, ageSeconds: 0 })),
    },
  ]);
  return { ...EMPTY_MEMORY, vnfs: Object.fromEntries(vnfs) };
}
