import type { Instant } from "../../heal/clock";
import { type Disturbance, EVENTFUL_S, type Scenario, type SimulatedEvent } from "./scenario";
import { SimulatedVnf, type Testimony } from "./simulatedVnf";

/** Pause in s between two times at which two witnesses lie about one VNF. */
const PAUSE_BETWEEN_TWO_LIES_S = 7200;
/** Maximum time in s for which two witnesses lie about one VNF: less than recovery_wait. */
const MAX_TWO_LIES_S = 25;

/** The VNFs, the cloud, the clocks and the disk, in virtual time. */
export class SimulatedWorld {
  /** True time in s. */
  now = 0;
  readonly vnfs: readonly SimulatedVnf[];
  /** Whether heal's process is dead: nothing that it still does has an effect. */
  isHealDead = false;
  /** Time in s after which a dead heal starts again. */
  downtime = 0;
  /** The memory file. */
  file: string | undefined;
  /** Whether heal lost what it remembered: its file was corrupt, or could not be written before heal was killed. */
  hasLostMemory = false;
  #monotonic = 1000;
  #wall = 1_800_000_000;
  #bootId = 1;
  #next = 0;
  readonly #endOf = new Map<string, number>();
  readonly #lastTwoLies = new Map<number, number>();

  constructor(private readonly scenario: Scenario) {
    this.vnfs = Array.from({ length: scenario.vnfs }, (_, index) => new SimulatedVnf(`dns-${index + 1}`));
  }

  readonly clock = (): Instant => ({
    monotonicMs: this.#monotonic * 1000,
    wallMs: this.#wall * 1000,
    bootId: String(this.#bootId),
  });

  /** Whether things still happen. */
  get isEventful(): boolean {
    return this.now < EVENTFUL_S;
  }

  /** Whether a disturbance lasts. @param vnf number of the VNF that it concerns. @default all */
  has(kind: Disturbance, vnf?: number): boolean {
    return this.isEventful && (this.#endOf.get(keyOf(kind, vnf)) ?? 0) > this.now;
  }

  /** Whether any disturbance lasts, or ended since the last look. @param sinceS time since the last look in s */
  isDisturbed(sinceS: number): boolean {
    return [...this.#endOf.values()].some((end) => end + sinceS + 1 > this.now);
  }

  /** Lets time pass, with everything that happens in it. */
  advance(seconds: number, isClockStanding = false): void {
    const end = this.now + seconds;
    for (;;) {
      const event = this.scenario.events[this.#next];
      if (event === undefined || event.at > end) {
        break;
      }
      this.#next += 1;
      this.#passTo(Math.max(this.now, event.at), isClockStanding);
      this.#happen(event);
    }
    this.#passTo(Math.max(this.now, end), isClockStanding);
  }

  /** What the witnesses say about a VNF. At most one of them lies at a time, or two for less than recovery_wait. */
  testify(number: number): Testimony {
    const vnf = this.vnfs[number] as SimulatedVnf;
    const truth = vnf.testify(this.now);
    const two = this.has("two lies", number);
    const liesClient = two || this.has("client lies", number);
    const liesList = two || (!liesClient && this.has("list lies", number));
    const liesGuest = !two && !liesClient && !liesList && this.has("guest lies", number);
    return {
      server: liesList ? "none" : truth.server,
      guest: liesGuest ? "silent" : truth.guest,
      client: this.has("no client") ? "unknown" : liesClient ? "silent" : truth.client,
    };
  }

  #passTo(time: number, isClockStanding: boolean): void {
    const seconds = time - this.now;
    this.now = time;
    this.#wall += seconds;
    this.#monotonic += isClockStanding ? 0 : seconds;
    for (const vnf of this.vnfs) {
      vnf.update(time);
    }
  }

  #happen({ kind, vnf: number, seconds }: SimulatedEvent): void {
    const vnf = this.vnfs[number % this.vnfs.length] as SimulatedVnf;
    switch (kind) {
      case "hang":
        vnf.guest = vnf.server === "ACTIVE" ? "hung" : vnf.guest;
        return;
      case "shut off":
      case "error":
        vnf.server = vnf.server === "none" ? "none" : kind === "error" ? "ERROR" : "SHUTOFF";
        return;
      case "delete":
        vnf.server = "none";
        return;
      case "break Day0":
      case "break for good":
        vnf.isDay0Broken = true;
        vnf.isBrokenForGood ||= kind === "break for good" && seconds > 3600;
        vnf.guest = "broken";
        return;
      case "degrade":
        vnf.guest = vnf.isServing ? "degraded" : vnf.guest;
        return;
      case "flap":
        vnf.flapsUntil = this.now + 4 * seconds;
        vnf.flapPeriod = seconds % 400;
        vnf.hangsAt = this.now;
        return;
      case "reboot by itself":
        if (vnf.server === "ACTIVE") {
          vnf.startBoot(this.now, 20 + (seconds % 250), false);
        }
        return;
      case "recover by itself":
        if (vnf.server === "ACTIVE" && (vnf.guest === "hung" || vnf.guest === "degraded")) {
          vnf.guest = "serving";
        }
        return;
      case "deployed by hand":
        vnf.startNewServer(this.now, 20 + (seconds % 250), false);
        return;
      case "heal killed":
      case "machine rebooted":
        this.#upset(kind);
        this.#killHeal(seconds);
        if (kind === "machine rebooted") {
          this.#bootId += 1;
          this.#monotonic = 10;
        }
        return;
      case "suspended, clock stands":
      case "suspended, clock goes on":
        this.advance(seconds, kind === "suspended, clock stands");
        this.#upset(kind);
        return;
      case "wall clock forward":
        this.#wall += seconds * 100;
        this.#upset(kind);
        return;
      case "wall clock back":
        this.#wall -= seconds * 100;
        this.#upset(kind);
        return;
      case "memory corrupt":
        this.#killHeal(seconds);
        this.file = "{";
        this.hasLostMemory = true;
        return;
      case "two lies":
        this.#startTwoLies(number % this.vnfs.length, Math.min(seconds, MAX_TWO_LIES_S));
        return;
      default: {
        const isForOne = kind === "client lies" || kind === "guest lies" || kind === "list lies";
        this.#endOf.set(keyOf(kind, isForOne ? number % this.vnfs.length : undefined), this.now + seconds);
      }
    }
  }

  /** Notes a disturbance that lasts no time. */
  #upset(kind: Disturbance): void {
    this.#endOf.set(keyOf(kind, undefined), this.now);
  }

  #killHeal(downtime: number): void {
    this.isHealDead = true;
    this.downtime = downtime;
    this.hasLostMemory ||= this.has("disk full");
  }

  #startTwoLies(number: number, seconds: number): void {
    if (this.now - (this.#lastTwoLies.get(number) ?? Number.NEGATIVE_INFINITY) > PAUSE_BETWEEN_TWO_LIES_S) {
      this.#lastTwoLies.set(number, this.now);
      this.#endOf.set(keyOf("two lies", number), this.now + seconds);
    }
  }
}

function keyOf(kind: Disturbance, vnf: number | undefined): string {
  return `${kind} ${vnf ?? ""}`;
}
