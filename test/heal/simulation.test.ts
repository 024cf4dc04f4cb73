import * as fc from "fast-check";
import { HEAL_CORE, type HealCore } from "../../heal/core";
import { decide } from "../../heal/decision";
import { type Scenario, scenarioArbitrary } from "./scenario";
import { type Figures, type HealUnderTest, REAL_HEAL, type SimulationResult, simulate } from "./simulation";

/** Number of simulated days with faults. */
const DAYS = Number(process.env.CPNR_SIMULATED_DAYS ?? 100);

describe("heal in a simulated world", () => {
  it(
    `recovers what can be recovered, and never harms a VNF that answers, in ${DAYS} days of faults`,
    async () => {
      const total: Figures = { days: 0, looks: 0, actions: 0, refusals: 0, restarts: 0 };
      const result = await check(DAYS, REAL_HEAL, {
        report: ({ figures }) => {
          for (const key of Object.keys(total) as (keyof Figures)[]) {
            total[key] += figures[key];
          }
        },
      });
      console.log(
        `${Math.round(total.days)} simulated days: ${total.looks} looks, ${total.actions} recoveries, ${total.refusals} refused, ${total.restarts} restarts of heal, ${result.failed ? 1 : 0} violations`,
      );
      expect(describeFailure(result)).toBe("");
    },
    24 * 3600 * 1000,
  );
});

describe("the simulation", () => {
  const core = (change: Partial<HealCore>): HealUnderTest => ({
    ...REAL_HEAL,
    core: { ...HEAL_CORE, ...change },
  });

  it.each<[string, HealUnderTest, RegExp]>([
    [
      "acts although the client outside gets responses",
      {
        core: HEAL_CORE,
        read: (testimony) => ({
          ...testimony,
          client: testimony.client === "answered" ? "silent" : testimony.client,
        }),
      },
      /which answers DNS queries/,
    ],
    [
      "acts without a result of the client outside",
      {
        core: HEAL_CORE,
        read: (testimony) => ({
          ...testimony,
          client: testimony.client === "unknown" ? "silent" : testimony.client,
        }),
      },
      /without a result of the client/,
    ],
    [
      "counts a refused reboot as an attempt",
      core({ recordRefusal: (memory) => HEAL_CORE.recordRecovery(memory, "reboot", 0) }),
      /redeploy of dns-\d without a reboot before/,
    ],
    [
      "counts time in which nobody looked",
      core({
        passageBetween: (last, start, end, interval) => ({
          ...HEAL_CORE.passageBetween(last, start, end, interval),
          seconds: last === undefined ? 0 : (end.wallMs - last.wallMs) / 1000,
          isContinuous: true,
        }),
      }),
      /was not seen down for recovery_wait/,
    ],
    [
      "gives a new server no time to boot",
      core({
        updateMemory: (memory, condition, ...rest) =>
          HEAL_CORE.updateMemory(
            { ...memory, ...(condition.serverId === null ? {} : { serverId: condition.serverId }) },
            condition,
            ...rest,
          ),
      }),
      /whose new server boots since/,
    ],
    [
      "has no limits",
      core({
        updateMemory: (...args) => ({ ...HEAL_CORE.updateMemory(...args), recoveries: [] }),
      }),
      /more than (perHour|perDay|stackPerDay)/,
    ],
    [
      "forgets the attempts at the first healthy look",
      core({
        updateMemory: (memory, condition, ...rest) => {
          const updated = HEAL_CORE.updateMemory(memory, condition, ...rest);
          return condition.state === "healthy" ? { ...updated, attempts: [] } : updated;
        },
      }),
      /more attempts than allowed/,
    ],
    [
      "recovers two VNFs at the same time",
      core({ decideForAll: (observed, _, plan) => HEAL_CORE.decideForAll(observed, undefined, plan) }),
      /while dns-\d is being recovered/,
    ],
    [
      "lets two VNFs with attempts wait for each other",
      core({
        decideForAll: (observed, recovering, plan) => {
          const decisions = HEAL_CORE.decideForAll(observed, recovering, plan);
          const isHalfDone = (index: number) => {
            const count = observed[index]?.memory.attempts.length ?? 0;
            return count > 0 && count < plan.heal.attempts;
          };
          const entries = decisions.entries.map((entry, index) =>
            observed.some((_other, other) => other !== index && isHalfDone(other))
              ? { ...entry, decision: { do: "nothing" as const, why: "another VNF is being recovered" } }
              : entry,
          );
          return { ...decisions, entries };
        },
      }),
      /is not recovered/,
    ],
    [
      "recovers each VNF without regard to the others",
      core({
        decideForAll: (observed, _, plan) => ({
          recovering: undefined,
          entries: observed.map(({ name, condition, memory }) => ({
            vnf: name,
            condition,
            decision: decide(condition, memory, [memory], plan),
          })),
        }),
      }),
      /while dns-\d is being recovered|more than stackPerDay/,
    ],
  ])("finds a heal that %s", async (_, wrong, violation) => {
    const result = await check(1000, wrong, { expected: violation });
    expect(describeFailure(result)).toMatch(violation);
  });
});

interface CheckOptions {
  /** Violations that count. @default all */
  readonly expected?: RegExp;
  /** Is called with each result. */
  readonly report?: (result: SimulationResult) => void;
}

/** Simulates days with faults, until one has a violation. */
function check(
  days: number,
  underTest: HealUnderTest,
  { expected = /./, report = () => undefined }: CheckOptions = {},
): Promise<fc.RunDetails<[Scenario]>> {
  const property = fc.asyncProperty(scenarioArbitrary, async (scenario) => {
    const result = await simulate(scenario, underTest);
    report(result);
    const violation = result.violations.find((sentence) => expected.test(sentence));
    if (violation !== undefined) {
      throw new Error(violation);
    }
  });
  const seed = Number(process.env.CPNR_SIMULATION_SEED ?? 81);
  return fc.check(property, { numRuns: days, seed, endOnFailure: process.env.CPNR_SHRINK === undefined });
}

/** What went wrong, and the scenario to repeat it. */
function describeFailure({ failed, errorInstance, counterexample, seed }: fc.RunDetails<[Scenario]>): string {
  return failed
    ? `${(errorInstance as Error).message} (seed ${seed})\n${JSON.stringify(counterexample)}`
    : "";
}
