import type { Plan } from "../plan/plan";
import type { VnfMemory } from "./memory";
import { DAY_S } from "./observation";

type Limits = Pick<Plan["heal"], "perHour" | "perDay" | "stackPerDay">;

const HOUR_S = 3600;

/**
 * Says which limit a recovery of a VNF would exceed. Undefined if it would exceed none.
 * @param all the memories of all VNFs of the stack
 */
export function exceededLimit(
  vnf: VnfMemory,
  all: readonly VnfMemory[],
  { perHour, perDay, stackPerDay }: Limits,
): string | undefined {
  const own = agesOf([vnf]);
  return (
    describeExcess(own, HOUR_S, perHour, "perHour", "of this VNF in the last hour") ??
    describeExcess(own, DAY_S, perDay, "perDay", "of this VNF in the last 24 h") ??
    describeExcess(agesOf(all), DAY_S, stackPerDay, "stackPerDay", "in this stack in the last 24 h")
  );
}

/** Time in s since the last recovery of a VNF. */
export function secondsSinceRecovery({ recoveries }: VnfMemory): number {
  return recoveries.at(-1)?.ageSeconds ?? Number.POSITIVE_INFINITY;
}

/** The ages of all recoveries, the latest first. */
function agesOf(memories: readonly VnfMemory[]): number[] {
  return memories
    .flatMap(({ recoveries }) => recoveries.map(({ ageSeconds }) => ageSeconds))
    .sort((a, b) => a - b);
}

function describeExcess(
  ages: readonly number[],
  windowS: number,
  limit: number,
  setting: string,
  where: string,
): string | undefined {
  const count = ages.filter((age) => age < windowS).length;
  if (count < limit) {
    return undefined;
  }
  const minutes = Math.ceil((windowS - (ages[limit - 1] as number)) / 60);
  return `${count} ${count === 1 ? "recovery" : "recoveries"} ${where} (limit cpnr:heal.${setting}: ${limit}), the next one is possible in ${minutes} min`;
}
