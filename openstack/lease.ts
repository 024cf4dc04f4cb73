import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Cloud } from "./cloud";
import { ErrorResponse, isNotFound } from "./errors";
import { formatDescription, formatTime, type LeaseRecord, parseDescription } from "./leaseText";

export interface LeaseOptions {
  /** Who takes the lease, in words for others: user, host and command, such as `ops@jump1: cpnr heal --watch`. */
  readonly holder: string;
  /** Time in ms after which others may take the lease, unless it is renewed. */
  readonly ttlMs: number;
  /** Id of a lease whose holder is known to have ended. It is taken at once. @default none */
  readonly endedId?: string | undefined;
  /** Ends the attempt to take the lease. It does not end a renewal or the release. */
  readonly signal?: AbortSignal;
}

/** A lease of a stack that this program holds. */
export interface Lease {
  /** Unique for each lease that was taken. */
  readonly id: string;
  /** Extends the lease by its time from now. Call it at least three times in this time. @throws {LeaseLost} */
  renew(): Promise<void>;
  /** Gives the lease back. It is no error if the lease is over or the port is gone. */
  release(): Promise<void>;
  /** Time in ms for which nobody else can take the lease. Negative if the lease is over. */
  remainingMs(): number;
}

/** A lease, or the reason why this cloud can't have leases, as the part of a sentence after "because". */
export type LeaseResult = { readonly lease: Lease } | { readonly unavailable: string };

/** Error of a lease that somebody else holds. */
export class LeaseHeld extends Error {
  constructor(readonly record: LeaseRecord) {
    super(
      `${record.holder} works on this stack since ${formatTime(record.since)} (its lease ends at ${formatTime(record.until)} unless it is renewed): wait until it has ended.`,
    );
  }
}

/** Error of a lease that was over and was taken by somebody else. */
export class LeaseLost extends Error {
  constructor({ holder, since }: LeaseRecord) {
    super(
      `The lease of this stack ended before it was renewed, and ${holder} took it at ${formatTime(since)}: stop, and start again when that is finished.`,
    );
  }
}

/** Maximum number of attempts to write while the port changes all the time. */
const MAX_ATTEMPTS = 50;

/** Longest random pause in ms between two attempts. */
const MAX_PAUSE_MS = 100;

interface PortVersion {
  readonly description: string;
  readonly revision: number;
  /** Time of the cloud's clock when the port was read. */
  readonly now: Date;
  /** Time of `performance.now()` before the port was read. */
  readonly startMs: number;
}

/** Error of a cloud that can't have leases. */
class Unavailable extends Error {}

/**
 * Takes a lease of a stack that programs on other machines see too. The lease is in the description of a port, after the mark
 * of the stack. Neutron compares the revision of the port with each write (extension revision-if-match), so only one of
 * several programs gets the lease. All times are those of the cloud's clock.
 * @throws {LeaseHeld} if somebody else holds the lease
 */
export async function acquireLease(
  cloud: Cloud,
  portId: string,
  options: LeaseOptions,
): Promise<LeaseResult> {
  try {
    await requireExtension(cloud, options.signal);
    const lease = new PortLease(cloud, portId, options);
    await lease.acquire();
    return { lease };
  } catch (error) {
    if (error instanceof Unavailable) {
      return { unavailable: error.message };
    }
    if (error instanceof ErrorResponse && error.status === 403) {
      return {
        unavailable: `Neutron does not let these credentials write the description of port ${portId}`,
      };
    }
    throw error;
  }
}

async function requireExtension(cloud: Cloud, signal: AbortSignal | undefined): Promise<void> {
  try {
    await cloud.get("network", "/extensions/revision-if-match", { signal });
  } catch (error) {
    throw isNotFound(error)
      ? new Unavailable("Neutron does not have the extension revision-if-match")
      : error;
  }
}

class PortLease implements Lease {
  readonly id = randomBytes(4).toString("hex");
  #endsMs = Number.NEGATIVE_INFINITY;
  #since: Date | undefined;
  #isReleased = false;

  constructor(
    private readonly cloud: Cloud,
    private readonly portId: string,
    private readonly options: LeaseOptions,
  ) {}

  acquire(): Promise<void> {
    return this.#take((other) => new LeaseHeld(other), this.options.signal);
  }

  renew(): Promise<void> {
    return this.#take((other) => new LeaseLost(other));
  }

  remainingMs(): number {
    return this.#isReleased ? Number.NEGATIVE_INFINITY : this.#endsMs - performance.now();
  }

  async release(): Promise<void> {
    this.#isReleased = true;
    await this.#write(({ description }) => {
      const { mark, lease } = parseDescription(description);
      return lease?.id === this.id ? mark : undefined;
    }).catch((error) => {
      if (!(error instanceof ErrorResponse) || error.status !== 404) {
        throw error;
      }
    });
  }

  /** Writes this lease with a new end, unless somebody else holds one. */
  async #take(refuse: (other: LeaseRecord) => Error, signal?: AbortSignal): Promise<void> {
    const { holder, ttlMs, endedId } = this.options;
    let endsMs = 0;
    await this.#write(({ description, now, startMs }) => {
      if (this.#isReleased) {
        // A renewal that runs while the lease is released must not write it again.
        return undefined;
      }
      const { mark, lease } = parseDescription(description);
      const isOurs = lease?.id === this.id || lease?.id === endedId;
      if (lease !== undefined && !isOurs && lease.until > now) {
        throw refuse(lease);
      }
      this.#since ??= now;
      // A date has no milliseconds, so this ends up to 1 s before the lease in the cloud, but never after it.
      endsMs = startMs + ttlMs - 1000;
      const until = new Date(now.getTime() + ttlMs);
      const text = formatDescription(mark, { id: this.id, holder, since: this.#since, until });
      if (text === undefined) {
        throw new Unavailable("the description of the port has no room for a lease");
      }
      return text;
    }, signal);
    this.#endsMs = endsMs;
  }

  /**
   * Reads the port, and writes the description that `decide` returns, if the port did not change in between. If it did, it
   * reads and decides again.
   * @param decide returns undefined if nothing is to be written
   */
  async #write(decide: (port: PortVersion) => string | undefined, signal?: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      const port = await this.#read(signal);
      const description = decide(port);
      if (description === undefined || description === port.description) {
        return;
      }
      try {
        const options = { ifMatch: port.revision, signal };
        await this.cloud.change(
          "network",
          "PUT",
          `/ports/${this.portId}`,
          { port: { description } },
          options,
        );
        return;
      } catch (error) {
        if (!(error instanceof ErrorResponse) || error.status !== 412 || attempt === MAX_ATTEMPTS) {
          throw error;
        }
      }
      await pause(Math.random() * MAX_PAUSE_MS, undefined, { signal });
    }
  }

  async #read(signal?: AbortSignal): Promise<PortVersion> {
    const startMs = performance.now();
    const fields = "fields=description&fields=revision_number";
    const { body, date } = await this.cloud.call<{
      port: { description?: string; revision_number?: number };
    }>("network", `/ports/${this.portId}?${fields}`, { signal });
    const { description = "", revision_number: revision } = body.port;
    if (revision === undefined || date === undefined) {
      throw new Unavailable(
        revision === undefined
          ? "Neutron does not show the revision number of the port"
          : "Neutron's responses have no date",
      );
    }
    return { description: description ?? "", revision, now: date, startMs };
  }
}
