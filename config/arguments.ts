import type { Fault } from "./fault";
import { rules } from "./rules";
import { type Settings, settingsSchema } from "./schema";
import { shapeFaults } from "./shape";

/** Raw sections of the settings, such as a component's arguments make. */
export type RawSections = { readonly [Section in keyof Settings]?: unknown };

/** Sections that were examined: those whose shape is right, with every default filled in. */
export interface ExaminedSections<Section extends keyof Settings> {
  readonly sound: Pick<Settings, Section>;
  readonly faults: readonly Fault[];
}

/** The rules that one network can break by itself. */
const ONE_NETWORK: readonly string[] = [
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
 * Examines some sections of the settings, as a stack's file is examined: their shapes, and every rule that reads no other
 * section. Where there is a fault, `sound` is not complete.
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
  const shape = shapeFaults(
    parsed.flatMap(({ issues }) => issues),
    raw,
  );
  const broken = rules
    .filter(
      ({ name, reads }) => reads.length > 0 && (reads.every((key) => key in sound) || isAlone(name, sound)),
    )
    .flatMap((rule) => rule.faults({ ...NO_NETWORKS, ...sound } as unknown as Settings));
  return { sound, faults: [...shape, ...broken] };
}

/** Networks without a subnet, for rules that look at all of them. */
const NO_NETWORKS = { management: { subnets: [] }, sriov: [] };

/** Whether a rule can be asked although only some of the networks are given. */
function isAlone(rule: string, sound: Partial<Settings>): boolean {
  return ONE_NETWORK.includes(rule) && ("management" in sound || "sriov" in sound);
}
