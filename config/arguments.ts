import type { Fault } from "./fault";
import { rules } from "./rules";
import { type Settings, settingsSchema } from "./schema";
import { shapeFaults } from "./shape";

/** Raw sections of the settings, such as the arguments of a component. */
export type RawSections = { readonly [Section in keyof Settings]?: unknown };

/** Result of {@link examineSections}. */
export interface ExaminedSections<Section extends keyof Settings> {
  /** The sections that have the right structure, with all defaults filled in. */
  readonly sound: Pick<Settings, Section>;
  readonly faults: readonly Fault[];
}

/** Rules that can be checked if only some of the networks are given. */
const NETWORK_RULES: readonly string[] = [
  "subnet-cidr",
  "gateway-in-subnet",
  "subnets-apart",
  "subnet-name-once",
  "pool-in-subnet",
  "pool-order",
  "pools-apart",
  "pool-without-gateway",
];

/**
 * Checks some sections of the settings in the same way as a stack file: their structure, and every rule that reads only
 * these sections. If there is a fault, `sound` can be incomplete.
 */
export function examineSections<Section extends keyof Settings>(
  raw: Pick<RawSections, Section>,
): ExaminedSections<Section> {
  const parsed = (Object.keys(raw) as Section[]).map((key) => {
    const result = settingsSchema.shape[key].safeParse(raw[key]);
    const issues = result.error?.issues.map((issue) => ({ ...issue, path: [key, ...issue.path] })) ?? [];
    return { key, value: result.data, issues };
  });
  const sound = Object.fromEntries(
    parsed.filter(({ issues }) => issues.length === 0).map(({ key, value }) => [key, value]),
  ) as Pick<Settings, Section>;
  const structureFaults = shapeFaults(
    parsed.flatMap(({ issues }) => issues),
    raw,
  );
  const ruleFaults = rules
    .filter(
      ({ name, reads }) =>
        reads.length > 0 && (reads.every((key) => key in sound) || isNetworkRule(name, sound)),
    )
    .flatMap((rule) => rule.faults({ ...NO_NETWORKS, ...sound } as unknown as Settings));
  return { sound, faults: [...structureFaults, ...ruleFaults] };
}

/** Networks without subnets, for rules that read all networks. */
const NO_NETWORKS = { management: { subnets: [] }, sriov: [] };

/** Whether a rule can be checked although only some of the networks are given. */
function isNetworkRule(rule: string, sound: Partial<Settings>): boolean {
  return NETWORK_RULES.includes(rule) && ("management" in sound || "sriov" in sound);
}
