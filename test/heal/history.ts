import type { Condition } from "../../heal/condition";
import { type Decision, decide } from "../../heal/decision";
import { memoryOf, type VnfMemory } from "../../heal/memory";
import { recordRecovery, recordRefusal, recordUnclearRecovery, updateMemory } from "../../heal/observation";
import type { Heal } from "../../plan/plan";
import { healPlan } from "./fixtures";

/** The history of one VNF, which heal looks at every 10 s. */
export class History {
  memory: VnfMemory = memoryOf({ vnfs: {} }, "dns-1");
  readonly actions: string[] = [];
  private readonly plan;

  constructor(
    heal: Partial<Heal> = {},
    private readonly result: (action: string) => "accepted" | "refused" | "unclear" = () => "accepted",
  ) {
    this.plan = healPlan(heal);
  }

  /** Looks at the VNF after some time. @param isContinuous whether somebody looked all the time */
  look(condition: Condition, seconds = 10, isContinuous = true): Decision {
    this.memory = updateMemory(this.memory, condition, { seconds, isContinuous }, 30);
    const decision = decide(condition, this.memory, [this.memory], this.plan);
    if (decision.do === "reboot" || decision.do === "redeploy") {
      this.actions.push(decision.do);
      this.#record(decision.do);
    }
    return decision;
  }

  /** Looks at the VNF every 10 s. @returns the last decision */
  watch(condition: Condition, seconds: number): Decision {
    let decision = this.look(condition);
    for (let time = 10; time < seconds; time += 10) {
      decision = this.look(condition);
    }
    return decision;
  }

  #record(action: "reboot" | "redeploy"): void {
    switch (this.result(action)) {
      case "accepted":
        this.memory = recordRecovery(this.memory, action, 0);
        break;
      case "refused":
        this.memory = recordRefusal(this.memory, "Nova responded with status 503");
        break;
      case "unclear":
        this.memory = recordUnclearRecovery(this.memory, action, 0);
    }
  }
}
