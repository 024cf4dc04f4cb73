import type { Condition } from "./condition";
import { type Decision, decide, type HealPlan } from "./decision";
import { secondsSinceRecovery } from "./limits";
import type { Action, VnfMemory } from "./memory";
import { isSeenFor } from "./observation";

/** A VNF after a look. */
export interface ObservedVnf {
  readonly name: string;
  readonly condition: Condition;
  readonly memory: VnfMemory;
}

/** A decision, with the condition of the VNF. */
export interface DecidedVnf {
  readonly vnf: string;
  readonly condition: Condition;
  readonly decision: Decision;
}

/** A decision to act. */
export type DueVnf = DecidedVnf & { readonly decision: { readonly do: Action } };

/** The decisions for all VNFs. */
export interface Decisions {
  readonly entries: readonly DecidedVnf[];
  /** Name of the VNF that is being recovered: while it is, no other VNF is recovered. @default none */
  readonly recovering: string | undefined;
}

/**
 * Decides for all VNFs. At most one decision is an action. While a VNF is being recovered, only that VNF can have one. Otherwise
 * the first VNF of the stack has its turn, and the VNF of the last recovery comes last.
 * @param recovering name of the VNF that was recovered last, until its recovery has ended. @default none
 */
export function decideForAll(
  observed: readonly ObservedVnf[],
  recovering: string | undefined,
  plan: HealPlan,
): Decisions {
  const memories = observed.map(({ memory }) => memory);
  const own = observed.map(({ condition, memory }) => decide(condition, memory, memories, plan));
  const holder = observed.findIndex(
    (vnf, index) => vnf.name === recovering && isRecovering(vnf, own[index] as Decision, plan),
  );
  const turn = holder >= 0 ? holder : findTurn(observed, own);
  const name = observed[turn]?.name;
  const entries = observed.map(({ name: vnf, condition }, index) => {
    const decision = own[index] as Decision;
    const mustWait = name !== undefined && index !== turn && isAboutToAct(decision);
    return { vnf, condition, decision: mustWait ? waitForTurn(name) : decision };
  });
  return { entries, recovering: observed[holder]?.name };
}

/** Finds the decision to act. Undefined if there is none. */
export function findDue(entries: readonly DecidedVnf[]): DueVnf | undefined {
  return entries.find((entry): entry is DueVnf => isAction(entry.decision));
}

function isAction({ do: action }: Decision): boolean {
  return action === "reboot" || action === "redeploy";
}

/** Whether a decision is an action, or a wait for one. */
function isAboutToAct(decision: Decision): boolean {
  return isAction(decision) || (decision.do === "wait" && decision.for !== "proof");
}

function waitForTurn(name: string): Decision {
  return { do: "nothing", why: `"${name}" is being recovered, and only one VNF at a time` };
}

/**
 * Whether the recovery of the VNF that was recovered last goes on. It has ended if the VNF is healthy for `recovery_wait`, if
 * heal can do nothing more for it, or if the next recovery is refused; but not before the VNF had time to boot.
 */
function isRecovering(
  { condition, memory }: ObservedVnf,
  decision: Decision,
  { verification }: HealPlan,
): boolean {
  if (condition.state === "healthy") {
    return !isSeenFor(memory.healthy, verification.recoveryWait);
  }
  const mayBoot = condition.client !== "answered" && secondsSinceRecovery(memory) < verification.bootupTime;
  return mayBoot || isAction(decision) || (decision.do === "wait" && decision.for !== "retry");
}

/** Finds the VNF that has its turn, among those that are due. -1 if none is. */
function findTurn(observed: readonly ObservedVnf[], decisions: readonly Decision[]): number {
  const due = observed
    .map((vnf, index) => ({ index, age: secondsSinceRecovery(vnf.memory) }))
    .filter(({ index }) => isAction(decisions[index] as Decision));
  // The VNF whose last recovery is the oldest comes first: no VNF can keep the others waiting.
  due.sort((a, b) => b.age - a.age || a.index - b.index);
  return due[0]?.index ?? -1;
}
