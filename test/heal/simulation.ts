import type { ActionResult } from "../../heal/actions";
import type { Condition } from "../../heal/condition";
import type { Connection } from "../../heal/connection";
import { HEAL_CORE, type HealCore } from "../../heal/core";
import { heal } from "../../heal/heal";
import { MemoryStore } from "../../heal/memoryStore";
import type { Plan } from "../../plan/plan";
import { EVENTFUL_S, type Scenario } from "./scenario";
import { conditionFrom, type SimulatedVnf, type Testimony } from "./simulatedVnf";
import { SimulatedWorld } from "./simulatedWorld";
import { MAX_LOOK_S, SimulationRules, VERIFICATION } from "./simulationRules";

/** A heal with the same loop, and with a core that can be wrong. */
export interface HealUnderTest {
  readonly core: HealCore;
  /** How it reads the witnesses. */
  readonly read: (testimony: Testimony) => Testimony;
}

export const REAL_HEAL: HealUnderTest = { core: HEAL_CORE, read: (testimony) => testimony };

/** What happened in a simulation. */
export interface Figures {
  days: number;
  looks: number;
  actions: number;
  refusals: number;
  restarts: number;
}

export interface SimulationResult {
  readonly figures: Figures;
  /** What happened although it must not, or did not happen although it must. */
  readonly violations: readonly string[];
}

/** Maximum duration of the quiet time in s: the limits per day must allow every attempt for every VNF in it. */
function quietSecondsOf({ vnfs, heal: { attempts, perDay, stackPerDay } }: Scenario): number {
  return 86_400 * (2 + Math.ceil((vnfs * attempts) / stackPerDay) + Math.ceil(attempts / perDay));
}

/** Time in s for which everything must be well before a simulation ends early. */
const CALM_S = 600;

/** The end of heal's process in the simulation. */
class ProcessEnd extends Error {}

/** Runs heal in a simulated world, until its events are over and a quiet time has passed. */
export async function simulate(
  scenario: Scenario,
  { core, read }: HealUnderTest = REAL_HEAL,
): Promise<SimulationResult> {
  const world = new SimulatedWorld(scenario);
  const rules = new SimulationRules(world, scenario);
  const figures: Figures = { days: 0, looks: 0, actions: 0, refusals: 0, restarts: 0 };
  const plan = { heal: scenario.heal, verification: VERIFICATION as Plan["verification"], vnfs: world.vnfs };
  const cloud = new SimulatedCloud(world, rules, figures, read);
  const isOver = (store: MemoryStore) =>
    world.now > EVENTFUL_S + quietSecondsOf(scenario) ||
    (world.now > EVENTFUL_S + CALM_S && rules.isCalm(store.memory));
  for (;;) {
    world.isHealDead = false;
    const store = new MemoryStore(storageOf(world), () => undefined);
    const end = await heal(
      {
        plan,
        connect: async () => cloud.connect(),
        redeploy: async (vnf) => cloud.redeploy(vnf),
        store,
        log: () => undefined,
        isWatch: true,
        isDryRun: false,
        clock: world.clock,
        pause: async (ms) => {
          world.advance(ms / 1000);
          if (world.isHealDead || isOver(store)) {
            throw new ProcessEnd();
          }
        },
        signal: new AbortController().signal,
      },
      core,
    ).catch((error: Error) => error);
    if (!(end instanceof ProcessEnd)) {
      throw end;
    }
    if (!world.isHealDead) {
      rules.end(store.memory);
      return { figures: { ...figures, days: world.now / 86_400 }, violations: rules.violations };
    }
    figures.restarts += 1;
    rules.interrupt();
    world.advance(world.downtime);
  }
}

function storageOf(world: SimulatedWorld) {
  return {
    read: () => world.file,
    write: (text: string) => {
      if (world.has("disk full")) {
        throw new Error("ENOSPC: no space left on device");
      }
      if (!world.isHealDead) {
        world.file = text;
      }
    },
    moveAside: () => {
      world.file = undefined;
      return "moved";
    },
  };
}

/** The cloud as heal reaches it. */
class SimulatedCloud {
  constructor(
    private readonly world: SimulatedWorld,
    private readonly rules: SimulationRules,
    private readonly figures: Figures,
    private readonly read: HealUnderTest["read"],
  ) {}

  connect(): Connection {
    const { world, figures } = this;
    figures.looks += 1;
    const isSlow = world.has("slow looks");
    world.advance(isSlow ? MAX_LOOK_S - 5 : figures.looks % 7);
    this.rules.look();
    if (world.has("no cloud")) {
      throw new Error("No response from http://203.0.113.1:5000/v3.");
    }
    return {
      observe: async (name) => this.#observe(name),
      reboot: async (serverId) => this.#reboot(serverId),
    };
  }

  #observe(name: string): Condition {
    const { world } = this;
    const index = world.vnfs.findIndex((vnf) => vnf.name === name);
    const condition = conditionFrom(this.read(world.testify(index)));
    const { serverId } = world.vnfs[index] as SimulatedVnf;
    return { ...condition, serverId: condition.serverId === null ? null : serverId };
  }

  #reboot(serverId: string): ActionResult {
    const { world, rules } = this;
    const index = world.vnfs.findIndex((vnf) => vnf.serverId === serverId);
    const vnf = world.vnfs[index] as SimulatedVnf;
    if (world.isHealDead) {
      rules.kill(index);
      return { is: "accepted" };
    }
    rules.request(index, "reboot");
    if (world.has("503") || world.has("409")) {
      return this.#refuse("Nova responded with status 503");
    }
    const isUnclear = world.has("no response");
    if (isUnclear && this.figures.looks % 2 === 0) {
      rules.count(index);
      return { is: "unclear", reason: "there was no response within 30 s" };
    }
    this.figures.actions += 1;
    rules.accept(index, "reboot", !isUnclear);
    vnf.startBoot(world.now, 20 + (this.figures.looks % 200), true);
    world.advance(1);
    return isUnclear ? { is: "unclear", reason: "there was no response within 30 s" } : { is: "accepted" };
  }

  redeploy(name: string): ActionResult {
    const { world, rules } = this;
    const index = world.vnfs.findIndex((vnf) => vnf.name === name);
    const vnf = world.vnfs[index] as SimulatedVnf;
    if (world.isHealDead) {
      rules.kill(index);
      return { is: "accepted" };
    }
    rules.request(index, "redeploy");
    if (world.has("stack locked")) {
      return this.#refuse("another update holds the lock");
    }
    this.figures.actions += 1;
    rules.accept(index, "redeploy");
    vnf.server = "none";
    world.advance(30);
    if (world.has("redeployment fails")) {
      return { is: "accepted", failure: "No valid host was found." };
    }
    vnf.startNewServer(world.now, 20 + (this.figures.looks % 100), true);
    world.advance(120);
    return vnf.isServing ? { is: "accepted" } : { is: "accepted", failure: "the verification failed" };
  }

  #refuse(reason: string): ActionResult {
    this.figures.refusals += 1;
    return { is: "refused", reason };
  }
}
