import { z } from "zod";

/** A resource before or after a step, as the engine shows it. Secrets are already replaced. */
const stateSchema = z.object({
  /** Whether a provider manages it. A component has none. @default false */
  custom: z.boolean().default(false),
  /** Id in the cloud; empty before it is created. */
  id: z.string().default(""),
  /** URN of the parent; empty for the stack. */
  parent: z.string().default(""),
  inputs: z.record(z.string(), z.unknown()).nullish(),
  outputs: z.record(z.string(), z.unknown()).nullish(),
});

/** One step of the engine for a resource. */
const stepSchema = z.object({
  /** Such as `same`, `create`, `update`, `replace`, `create-replacement`, `delete-replaced`, `delete`, `read`, `refresh`. */
  op: z.string(),
  urn: z.string(),
  type: z.string(),
  old: stateSchema.nullish(),
  new: stateSchema.nullish(),
  /** Properties that cause a replacement. */
  keys: z.array(z.string()).nullish(),
  /** Properties that change. */
  diffs: z.array(z.string()).nullish(),
  /** The changes by the path of the property, such as `segments[0].segmentationId`. */
  detailedDiff: z.record(z.string(), z.unknown()).nullish(),
});

const stepEventSchema = z.object({ metadata: stepSchema });

/** A message of the engine, the program or a provider. */
const diagnosticSchema = z.object({
  urn: z.string().optional(),
  message: z.string(),
  /** `debug`, `info`, `info#err`, `warning` or `error`. */
  severity: z.string(),
});

/** A violation of a policy. */
const policyViolationSchema = z.object({
  resourceUrn: z.string().optional(),
  message: z.string(),
  policyName: z.string(),
  policyPackName: z.string(),
  /** `advisory`, `mandatory`, `remediate`, `disabled` or `none`. */
  enforcementLevel: z.string(),
});

const summarySchema = z.object({
  /** Policy packs that ran, with their versions. */
  PolicyPacks: z.record(z.string(), z.string()).nullish(),
  /** `succeeded`, `failed` or `canceled`. Older engines do not write it. */
  result: z.string().optional(),
});

/** The kinds of events that are read (apitype.EngineEvent of Pulumi's SDK for Go, events.go). */
const eventSchemas = {
  resourcePreEvent: stepEventSchema,
  resOutputsEvent: stepEventSchema,
  diagnosticEvent: diagnosticSchema,
  policyEvent: policyViolationSchema,
  summaryEvent: summarySchema,
} as const;

type Schemas = typeof eventSchemas;

export type StepState = z.infer<typeof stateSchema>;
export type Step = z.infer<typeof stepSchema>;
export type Diagnostic = z.infer<typeof diagnosticSchema>;
export type PolicyViolation = z.infer<typeof policyViolationSchema>;
export type Summary = z.infer<typeof summarySchema>;

/** The events of one `pulumi preview` or `pulumi refresh`, in their order. */
export interface EngineEvents {
  /** Steps as planned: resourcePreEvent. */
  readonly planned: readonly Step[];
  /** Steps with their results: resOutputsEvent. Only these show what a refresh found. */
  readonly finished: readonly Step[];
  readonly diagnostics: readonly Diagnostic[];
  readonly violations: readonly PolicyViolation[];
  /** undefined if pulumi ended before the summary, for example because it was killed. */
  readonly summary: Summary | undefined;
  /** Number of events that have another shape than expected. So a step can be missing. */
  readonly unreadable: number;
}

/**
 * Parses the engine events that `PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true pulumi preview --json` (or `pulumi refresh
 * --preview-only --json`) writes, one JSON object a line. Events of an unknown kind are ignored, because engines add new ones,
 * and so are lines of other text.
 * @param standardError what pulumi wrote to standard error: if the engine can't start, for example because the policy pack is
 * broken, the reason is only there. @default nothing
 */
export function parseEvents(text: string, standardError = ""): EngineEvents {
  const found: { [Kind in keyof Schemas]: z.infer<Schemas[Kind]>[] } = {
    resourcePreEvent: [],
    resOutputsEvent: [],
    diagnosticEvent: [],
    policyEvent: [],
    summaryEvent: [],
  };
  let unreadable = 0;
  for (const line of text.split("\n").filter((each) => each.trim() !== "")) {
    const event = parseObject(line);
    const kinds = (Object.keys(found) as (keyof Schemas)[]).filter((kind) => event?.[kind] !== undefined);
    for (const kind of kinds) {
      const parsed = eventSchemas[kind].safeParse(event?.[kind]);
      if (parsed.success) {
        (found[kind] as unknown[]).push(parsed.data);
      } else {
        unreadable += 1;
      }
    }
  }
  return {
    planned: found.resourcePreEvent.map(({ metadata }) => metadata),
    finished: found.resOutputsEvent.map(({ metadata }) => metadata),
    diagnostics: [...found.diagnosticEvent, ...errorLines(standardError)],
    violations: found.policyEvent,
    summary: found.summaryEvent.at(-1),
    unreadable,
  };
}

/** Whether pulumi ran to its end without an error, and all events were read. Otherwise a step can be missing. */
export function isComplete({ summary, diagnostics, unreadable }: EngineEvents): boolean {
  return (
    unreadable === 0 &&
    summary !== undefined &&
    (summary.result ?? "succeeded") === "succeeded" &&
    !diagnostics.some(({ severity }) => severity === "error")
  );
}

/** The lines with which the command line of pulumi says why it failed. */
function errorLines(standardError: string): Diagnostic[] {
  return [...standardError.matchAll(/^error: (.*)/gm)].map(([, message = ""]) => ({
    severity: "error",
    message,
  }));
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
