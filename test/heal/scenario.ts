import * as fc from "fast-check";
import type { Heal } from "../../plan/plan";

/** What happens to a VNF. */
const FAULTS = [
  "hang",
  "shut off",
  "error",
  "delete",
  "break Day0",
  "break for good",
  "degrade",
  "flap",
  "reboot by itself",
  "recover by itself",
  "deployed by hand",
] as const;

/** What happens to everything around the VNFs. Most of it lasts for some time. */
const DISTURBANCES = [
  "no cloud",
  "no client",
  "client lies",
  "guest lies",
  "list lies",
  "two lies",
  "503",
  "409",
  "no response",
  "stack locked",
  "redeployment fails",
  "slow looks",
  "disk full",
  "heal killed",
  "machine rebooted",
  "suspended, clock stands",
  "suspended, clock goes on",
  "wall clock forward",
  "wall clock back",
  "memory corrupt",
] as const;

export type Disturbance = (typeof DISTURBANCES)[number];
export type EventKind = (typeof FAULTS)[number] | Disturbance;

/** Something that happens in the simulation. */
export interface SimulatedEvent {
  /** Time in s from the start. */
  readonly at: number;
  readonly kind: EventKind;
  /** Number of the VNF. */
  readonly vnf: number;
  /** Duration in s. */
  readonly seconds: number;
}

/** One day of a stack, and the quiet time after it. */
export interface Scenario {
  /** Number of VNFs. */
  readonly vnfs: number;
  readonly heal: Heal;
  readonly events: readonly SimulatedEvent[];
}

/** Duration of the part of a scenario in which things happen, in s. */
export const EVENTFUL_S = 86_400;

const eventArbitrary: fc.Arbitrary<SimulatedEvent> = fc.record({
  at: fc.integer({ min: 0, max: EVENTFUL_S - 1 }),
  kind: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<EventKind>(...FAULTS) },
    { weight: 2, arbitrary: fc.constantFrom<EventKind>(...DISTURBANCES) },
  ),
  vnf: fc.integer({ min: 0, max: 3 }),
  seconds: fc.oneof(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 1, max: 7200 })),
});

/** Several events within a short time, because faults seldom come alone. */
const burstArbitrary = fc
  .tuple(
    fc.integer({ min: 0, max: EVENTFUL_S - 1 }),
    fc.array(fc.tuple(eventArbitrary, fc.integer({ min: 0, max: 900 })), { minLength: 2, maxLength: 6 }),
  )
  .map(([at, events]) =>
    events.map(([event, later]) => ({ ...event, at: Math.min(at + later, EVENTFUL_S - 1) })),
  );

export const scenarioArbitrary: fc.Arbitrary<Scenario> = fc.record({
  vnfs: fc.integer({ min: 1, max: 4 }),
  heal: fc.record({
    policy: fc.constantFrom("REBOOT_ONLY", "REBOOT_THEN_REDEPLOY", "REDEPLOY_ONLY"),
    attempts: fc.integer({ min: 1, max: 4 }),
    perHour: fc.integer({ min: 1, max: 4 }),
    perDay: fc.integer({ min: 2, max: 8 }),
    stackPerDay: fc.integer({ min: 3, max: 16 }),
    interval: fc.constantFrom(10, 30, 60, 60, 120, 120, 300),
  }),
  events: fc
    .tuple(fc.array(eventArbitrary, { maxLength: 20 }), fc.array(burstArbitrary, { maxLength: 4 }))
    .map(([single, bursts]) => [...single, ...bursts.flat()].sort((a, b) => a.at - b.at)),
});
