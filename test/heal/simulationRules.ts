import type { Action, StackMemory } from "../../heal/memory";
import { memoryOf } from "../../heal/memory";
import type { Scenario } from "./scenario";
import { conditionFrom, type SimulatedVnf } from "./simulatedVnf";
import type { SimulatedWorld } from "./simulatedWorld";

/** bootup_time and recovery_wait in s. */
export const VERIFICATION = { bootupTime: 300, recoveryWait: 30 };
/** Maximum duration of a look in s. */
export const MAX_LOOK_S = 75;

const HOUR_S = 3600;
const DAY_S = 86_400;
/** heal measures a recovery's age from its request, the rules from its acceptance. */
const TOLERANCE_S = 60;

/** What the rules know of a VNF. */
class VnfHistory {
  /** Times of the accepted recoveries in s. */
  accepted: number[] = [];
  /** Times of the recoveries that heal may count for its limits: also those that perhaps were not done. */
  counted: number[] = [];
  /** Minimum number of attempts that heal must count: those since the VNF was healthy for recovery_wait. */
  attempts = 0;
  /** Maximum number of attempts that heal may count: those since the VNF was healthy for certain. */
  possibleAttempts = 0;
  /** Whether a reboot may have been done since the VNF was healthy for an hour. */
  wasRebooted = false;
  /** Start of the looks in a row that saw the VNF down, and of those that saw it healthy. */
  downSince: number | undefined;
  healthySince: number | undefined;
  /** Start of the time in which nothing but this failure is wrong. */
  clearlyDownSince: number | undefined;
}

/** What must never happen, and what must happen in time. It judges by the true state of the world. */
export class SimulationRules {
  readonly violations: string[] = [];
  readonly #histories: readonly VnfHistory[];
  #lookedAt = Number.NEGATIVE_INFINITY;
  #requestsSinceLook = 0;
  /** Time in s between the last two looks. */
  #sinceLook = 0;

  constructor(
    private readonly world: SimulatedWorld,
    private readonly scenario: Scenario,
  ) {
    this.#histories = world.vnfs.map(() => new VnfHistory());
  }

  /** Is called at each look of heal. */
  look(): void {
    const { now } = this.world;
    const { interval } = this.scenario.heal;
    this.#sinceLook = now - this.#lookedAt;
    const isClose = this.#sinceLook <= 3 * interval + 10 + 2 * MAX_LOOK_S;
    this.#lookedAt = now;
    this.#requestsSinceLook = 0;
    this.world.vnfs.forEach((vnf, index) => {
      const history = this.#histories[index] as VnfHistory;
      const { state, client } = conditionFrom(this.world.testify(index));
      const isDown = client === "silent" && (state === "down" || state === "busy");
      history.downSince = isDown ? (isClose ? (history.downSince ?? now) : now) : undefined;
      history.healthySince =
        state === "healthy" ? (isClose ? (history.healthySince ?? now) : now) : undefined;
      const healthyS = now - (history.healthySince ?? now);
      if (healthyS >= VERIFICATION.recoveryWait) {
        history.attempts = 0;
      }
      if (healthyS >= VERIFICATION.recoveryWait + 4 * (interval + MAX_LOOK_S)) {
        history.possibleAttempts = 0;
      }
      if (healthyS >= HOUR_S) {
        history.wasRebooted = false;
      }
      this.#requireRecovery(vnf, index, history);
    });
  }

  /** Is called for each request of a recovery, before it is accepted or refused. */
  request(index: number, action: Action): void {
    const { world } = this;
    const vnf = world.vnfs[index] as SimulatedVnf;
    const history = this.#histories[index] as VnfHistory;
    this.#requestsSinceLook += 1;
    this.#forbid(vnf.isServing, `${action} of ${vnf.name}, which answers DNS queries`);
    this.#forbid(world.has("no client"), `${action} of ${vnf.name} without a result of the client`);
    this.#forbid(this.#requestsSinceLook > 1, "two actions in one look");
    const bootS = world.now - vnf.boot.startedAt;
    this.#forbid(
      vnf.server === "ACTIVE" &&
        vnf.guest === "booting" &&
        vnf.boot.isFirst &&
        bootS < VERIFICATION.bootupTime - 1 &&
        world.testify(index).server !== "none",
      `${action} of ${vnf.name}, whose new server boots since ${bootS} s`,
    );
    const other = world.vnfs.find(
      (one) => one !== vnf && one.boot.isByHeal && one.guest === "booting" && one.server === "ACTIVE",
    );
    this.#forbid(
      other !== undefined && !world.hasLostMemory,
      `${action} of ${vnf.name} while ${other?.name} is being recovered`,
    );
    this.#forbid(
      history.downSince === undefined || world.now - history.downSince < VERIFICATION.recoveryWait - 1,
      `${action} of ${vnf.name}, which was not seen down for recovery_wait`,
    );
    this.#forbid(
      action === "redeploy" &&
        this.scenario.heal.policy === "REBOOT_THEN_REDEPLOY" &&
        world.testify(index).server !== "none" &&
        !history.wasRebooted &&
        !world.hasLostMemory,
      `redeploy of ${vnf.name} without a reboot before`,
    );
  }

  /** Is called for each recovery that is accepted. @param isAttempt whether heal knows that it was accepted */
  accept(index: number, action: Action, isAttempt = true): void {
    const { now, vnfs, hasLostMemory } = this.world;
    const { perHour, perDay, stackPerDay, attempts } = this.scenario.heal;
    const history = this.#histories[index] as VnfHistory;
    const name = vnfs[index]?.name;
    history.wasRebooted ||= action === "reboot";
    history.accepted.push(now);
    history.attempts += isAttempt ? 1 : 0;
    this.count(index);
    if (hasLostMemory) {
      return;
    }
    const all = this.#histories.flatMap(({ accepted }) => accepted);
    this.#forbid(countSince(history.accepted, now - HOUR_S) > perHour, `${name}: more than perHour`);
    this.#forbid(countSince(history.accepted, now - DAY_S) > perDay, `${name}: more than perDay`);
    this.#forbid(countSince(all, now - DAY_S) > stackPerDay, "more than stackPerDay");
    this.#forbid(history.attempts > attempts, `${name}: more attempts than allowed`);
  }

  /** Is called for each recovery that heal may count, although perhaps it was not done. */
  count(index: number): void {
    const history = this.#histories[index] as VnfHistory;
    history.counted.push(this.world.now);
    history.possibleAttempts += 1;
    history.clearlyDownSince = undefined;
  }

  /** Is called if heal is killed between the entry in its memory and the action. */
  kill(index: number): void {
    (this.#histories[index] as VnfHistory).wasRebooted = true;
    this.count(index);
  }

  /** Is called if heal or its observation is interrupted. */
  interrupt(): void {
    for (const history of this.#histories) {
      history.clearlyDownSince = undefined;
    }
  }

  /** Whether every VNF serves that heal can still recover. */
  isCalm(memory: StackMemory): boolean {
    return this.world.vnfs.every((vnf) => vnf.isServing || !this.#isRecoverable(vnf, memory));
  }

  /** Is called at the end, after a quiet time. */
  end(memory: StackMemory): void {
    for (const vnf of this.world.vnfs) {
      this.#forbid(
        !vnf.isServing && this.#isRecoverable(vnf, memory),
        `${vnf.name} is not recovered: server ${vnf.server}, guest ${vnf.guest}`,
      );
    }
  }

  /** Forbids that a VNF is down for long, if nothing else is wrong that could keep heal from recovering it. */
  #requireRecovery(vnf: SimulatedVnf, index: number, history: VnfHistory): void {
    const { world, scenario } = this;
    const isElseWell =
      world.vnfs.every((one) => one === vnf || one.isServing) && !world.isDisturbed(this.#sinceLook);
    const recent = this.#histories.flatMap(({ counted }) => counted);
    const isWithinLimits =
      countSince(history.counted, world.now - 2 * DAY_S) < scenario.heal.perHour &&
      countSince(recent, world.now - 2 * DAY_S) < Math.min(scenario.heal.stackPerDay, scenario.heal.perDay) &&
      history.possibleAttempts < scenario.heal.attempts;
    const testimony = world.testify(index);
    const isClear =
      conditionFrom(testimony).state === "down" && isElseWell && isWithinLimits && !world.hasLostMemory;
    const canAct = testimony.server !== "none" || scenario.heal.policy !== "REBOOT_ONLY";
    if (!isClear || !canAct) {
      history.clearlyDownSince = undefined;
      return;
    }
    history.clearlyDownSince ??= world.now;
    const { bootupTime, recoveryWait } = VERIFICATION;
    const boundS = bootupTime + recoveryWait + 600 + 6 * (scenario.heal.interval + MAX_LOOK_S);
    this.#forbid(
      world.now - history.clearlyDownSince > boundS,
      `no recovery of ${vnf.name} within ${boundS} s, although nothing else is wrong`,
    );
  }

  #isRecoverable(vnf: SimulatedVnf, memory: StackMemory): boolean {
    const { policy, attempts } = this.scenario.heal;
    const history = this.#histories[this.world.vnfs.indexOf(vnf)] as VnfHistory;
    const isExhausted =
      memoryOf(memory, vnf.name).attempts.length >= attempts &&
      (history.possibleAttempts >= attempts || this.world.hasLostMemory);
    const needsRedeployment = vnf.server === "none" || (vnf.isDay0Broken && vnf.guest === "broken");
    return !vnf.isBrokenForGood && !isExhausted && !(policy === "REBOOT_ONLY" && needsRedeployment);
  }

  #forbid(isViolated: boolean, sentence: string): void {
    if (isViolated) {
      this.violations.push(`at ${this.world.now} s: ${sentence}`);
    }
  }
}

function countSince(times: readonly number[], start: number): number {
  return times.filter((time) => time > start + TOLERANCE_S).length;
}
