import { type Condition, conditionOf } from "../../heal/condition";
import { judgeVnf, type Observation } from "../../verify/judge";
import { goodState } from "../verify/cloudState";
import { expectation as dualStack, goodEvidence } from "../verify/evidence";

const expectation = { ...dualStack, bond: { ...dualStack.bond, addresses: ["172.16.1.10/24"] } };

/** What the three witnesses say about a VNF. */
export interface Testimony {
  /** Nova's status, `none` if it has no such server. */
  readonly server: "ACTIVE" | "SHUTOFF" | "ERROR" | "none";
  readonly guest: "good" | "starting" | "broken" | "degraded" | "silent";
  readonly client: Condition["client"];
}

/** The true state of a VNF. */
export class SimulatedVnf {
  server: Testimony["server"] = "ACTIVE";
  guest: "serving" | "hung" | "booting" | "broken" | "degraded" = "serving";
  /** Whether a reboot leads to a guest that does not serve: only a new deployment helps. */
  isDay0Broken = false;
  /** Whether nothing helps. */
  isBrokenForGood = false;
  /** Time until which the guest hangs again some time after each boot, in s. */
  flapsUntil = 0;
  /** Duration of a period in which a flapping guest serves, in s. */
  flapPeriod = 60;
  /** Times in s of the current boot. */
  boot = { startedAt: 0, endsAt: 0, isByHeal: false, isFirst: false };
  /** Time in s at which a flapping guest hangs. */
  hangsAt = Number.POSITIVE_INFINITY;
  /** Number of servers so far. */
  generation = 1;

  constructor(readonly name: string) {}

  get serverId(): string | null {
    return this.server === "none" ? null : `${this.name}/${this.generation}`;
  }

  /** Whether it answers DNS queries. */
  get isServing(): boolean {
    return this.server === "ACTIVE" && (this.guest === "serving" || this.guest === "degraded");
  }

  /** Boots the server. @param seconds duration of the boot */
  startBoot(now: number, seconds: number, isByHeal: boolean): void {
    this.server = "ACTIVE";
    this.guest = "booting";
    this.boot = { startedAt: now, endsAt: now + seconds, isByHeal, isFirst: false };
  }

  /** Creates a new server, which boots for the first time. @param seconds duration of the boot */
  startNewServer(now: number, seconds: number, isByHeal: boolean): void {
    this.generation += 1;
    this.isDay0Broken = this.isBrokenForGood;
    this.startBoot(now, seconds, isByHeal);
    this.boot.isFirst = true;
  }

  /** Changes that come with time. */
  update(now: number): void {
    if (this.server !== "ACTIVE") {
      return;
    }
    if (this.guest === "booting" && now >= this.boot.endsAt) {
      this.guest = this.isDay0Broken || this.isBrokenForGood ? "broken" : "serving";
      this.hangsAt = now < this.flapsUntil ? now + this.flapPeriod : Number.POSITIVE_INFINITY;
    }
    if (this.guest === "serving" && now >= this.hangsAt) {
      this.guest = "hung";
      this.hangsAt = Number.POSITIVE_INFINITY;
    }
  }

  /** What honest witnesses say. */
  testify(now: number): Testimony {
    return {
      server: this.server,
      guest: this.server === "ACTIVE" ? this.#testifyGuest(now) : "silent",
      client: this.isServing ? "answered" : "silent",
    };
  }

  #testifyGuest(now: number): Testimony["guest"] {
    switch (this.guest) {
      case "serving":
        return "good";
      case "booting":
        return now < (this.boot.startedAt + this.boot.endsAt) / 2 ? "silent" : "starting";
      case "hung":
        return "silent";
      default:
        return this.guest;
    }
  }
}

const conditions = new Map<string, Condition>();

/** The condition that heal derives from the witnesses, with its own functions. */
export function conditionFrom(testimony: Testimony): Condition {
  const key = Object.values(testimony).join();
  const known = conditions.get(key);
  if (known !== undefined) {
    return known;
  }
  const observation = observationFrom(testimony);
  const condition = conditionOf("dns-1", observation, judgeVnf(observation, expectation));
  conditions.set(key, condition);
  return condition;
}

function observationFrom({ server, guest, client }: Testimony): Observation {
  const cloud = goodState();
  cloud.server.known.status = server;
  return {
    cloud: server === "none" ? { ...cloud, server: { known: null } } : cloud,
    guest: guestFrom(server, guest),
    client:
      client === "unknown"
        ? { unknown: "the DNS client could not run its queries" }
        : { known: goodEvidence().dns.map((one) => ({ ...one, answered: client === "answered" })) },
  };
}

function guestFrom(server: Testimony["server"], guest: Testimony["guest"]): Observation["guest"] {
  if (server !== "ACTIVE") {
    return { unknown: "the server does not run", step: "server" };
  }
  if (guest === "silent") {
    return { unknown: "10.10.10.101 port 22: no response within 10 s", step: "SSH" };
  }
  const good = goodEvidence();
  switch (guest) {
    case "starting":
      good.cloudInit.ended = false;
      break;
    case "broken":
      return {
        known: { ...good, bond: null, dns: good.dns.map((one) => ({ ...one, answered: false })) },
      };
    case "degraded":
      good.bond.mode = "balance-rr";
      break;
  }
  return { known: good };
}
