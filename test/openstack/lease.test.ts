import type { IncomingMessage, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import fc from "fast-check";
import { Cloud } from "../../openstack/cloud";
import { acquireLease, type Lease, LeaseHeld, LeaseLost } from "../../openstack/lease";
import { formatDescription, parseDescription } from "../../openstack/leaseText";
import { credentialsFor, respondJson, withServices } from "./testServer";

const MARK = "cpnr-stack=cpnr/lab";
const START = Date.parse("2026-01-02T03:04:05Z");

/** A Neutron with one port. Its clock is far from this machine's, and its writes compare the revision, like the real ones. */
class FakeNeutron {
  description = MARK;
  revision = 7;
  nowMs = START;
  hasExtension = true;
  hasDate = true;
  hasPort = true;
  isWritable = true;
  /** Number of writes that were refused with status 412. */
  refused = 0;
  /** Is called before each request is handled. */
  before: (request: IncomingMessage) => Promise<void> | void = () => undefined;
  /** Is called after each write. If it returns true, the response is lost. */
  afterWrite: () => boolean = () => false;

  async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await this.before(request);
    response.sendDate = false;
    const date = this.hasDate ? { Date: new Date(this.nowMs).toUTCString() } : {};
    if (request.url?.includes("/extensions/")) {
      return respondJson(response, { extension: {} }, this.hasExtension ? 200 : 404, date);
    }
    if (!this.hasPort) {
      return respondJson(response, {}, 404, date);
    }
    if (request.method === "PUT" && !this.isWritable) {
      return respondJson(response, {}, 403, date);
    }
    if (request.method === "PUT") {
      const { port } = (await json(request)) as { port: { description: string } };
      if (request.headers["if-match"] !== `revision_number=${this.revision}`) {
        this.refused += 1;
        return respondJson(response, {}, 412, date);
      }
      this.description = port.description;
      this.revision += 1;
      if (this.afterWrite()) {
        response.socket?.resetAndDestroy();
        return;
      }
    }
    respondJson(
      response,
      { port: { description: this.description, revision_number: this.revision } },
      200,
      date,
    );
  }
}

async function withNeutron<T>(use: (neutron: FakeNeutron, cloud: Cloud) => Promise<T>): Promise<T> {
  const neutron = new FakeNeutron();
  return withServices(
    (request, response) => void neutron.respond(request, response),
    async ({ url }) => use(neutron, await Cloud.connect(credentialsFor(url), { retryDelayMs: 5 })),
  );
}

const HOLDER = "ops@jump1: cpnr heal --watch";

async function acquire(cloud: Cloud, holder = HOLDER): Promise<Lease> {
  const result = await acquireLease(cloud, "p", { holder, ttlMs: 60_000 });
  if ("unavailable" in result) {
    throw new Error(result.unavailable);
  }
  return result.lease;
}

describe("A lease", () => {
  it("is written after the mark of the port by the cloud's clock, and leaves only the mark when it is released", async () => {
    await withNeutron(async (neutron, cloud) => {
      const lease = await acquire(cloud);
      expect(neutron.description).toMatch(
        /^cpnr-stack=cpnr\/lab lease=ops@jump1:\+cpnr\+heal\+--watch id=[0-9a-f]{8} since=2026-01-02T03:04:05Z until=2026-01-02T03:05:05Z$/,
      );
      expect(lease.remainingMs()).toBeGreaterThan(50_000);
      expect(lease.remainingMs()).toBeLessThanOrEqual(59_000);
      await lease.release();
      expect(neutron.description).toBe(MARK);
      expect(lease.remainingMs()).toBeLessThan(0);
    });
  });

  it("is refused while somebody else holds it, with who and since when", async () => {
    await withNeutron(async (_, cloud) => {
      await acquire(cloud);
      const error = await acquire(cloud, "other@host: pulumi up").catch((e: Error) => e);
      expect(error).toBeInstanceOf(LeaseHeld);
      expect((error as Error).message).toBe(
        "ops@jump1: cpnr heal --watch works on this stack since 2026-01-02T03:04:05Z (its lease ends at 2026-01-02T03:05:05Z unless it is renewed): wait until it has ended.",
      );
    });
  });

  it("can be taken by somebody else when it is over, and the first holder is told", async () => {
    await withNeutron(async (neutron, cloud) => {
      const first = await acquire(cloud);
      neutron.nowMs += 59_000;
      await expect(acquire(cloud, "other@host: drill")).rejects.toThrow(LeaseHeld);
      neutron.nowMs += 2000;
      await acquire(cloud, "other@host: drill");
      await expect(first.renew()).rejects.toThrow(LeaseLost);
      await expect(first.renew()).rejects.toThrow(/other@host: drill took it at 2026-01-02T03:05:06Z: stop/);
      await first.release();
      expect(neutron.description).toContain("lease=other@host:+drill");
    });
  });

  it("can be taken at once from a holder that is known to have ended, but from no other", async () => {
    await withNeutron(async (neutron, cloud) => {
      const killed = await acquire(cloud);
      const next = { holder: HOLDER, ttlMs: 60_000 };
      await expect(acquireLease(cloud, "p", { ...next, endedId: "00000000" })).rejects.toThrow(LeaseHeld);
      await acquireLease(cloud, "p", { ...next, endedId: killed.id });
      expect(neutron.description).not.toContain(killed.id);
      await expect(killed.renew()).rejects.toThrow(LeaseLost);
    });
  });

  it("lasts as long as it is renewed", async () => {
    await withNeutron(async (neutron, cloud) => {
      const lease = await acquire(cloud);
      for (let renewal = 0; renewal < 5; renewal += 1) {
        neutron.nowMs += 40_000;
        await lease.renew();
        await expect(acquire(cloud, "other")).rejects.toThrow(LeaseHeld);
      }
      expect(neutron.description).toContain("since=2026-01-02T03:04:05Z until=2026-01-02T03:08:25Z");
    });
  });

  it("survives a change of the port, also while it is written", async () => {
    await withNeutron(async (neutron, cloud) => {
      neutron.before = ({ method }) => {
        if (method === "PUT" && neutron.refused < 3) {
          neutron.revision += 1;
        }
      };
      const lease = await acquire(cloud);
      expect(neutron.refused).toBe(3);
      neutron.revision += 10;
      await lease.renew();
      await lease.release();
      expect(neutron.description).toBe(MARK);
    });
  });

  it("is held after a write whose response was lost", async () => {
    await withNeutron(async (neutron, cloud) => {
      let lost = 0;
      neutron.afterWrite = () => {
        lost += 1;
        return lost === 1;
      };
      const lease = await acquire(cloud);
      expect(neutron.refused).toBe(1);
      await lease.release();
      expect(neutron.description).toBe(MARK);
    });
  });

  it("is written again if somebody reset the description to the mark, as a refresh of Pulumi does", async () => {
    await withNeutron(async (neutron, cloud) => {
      const lease = await acquire(cloud);
      neutron.description = MARK;
      neutron.nowMs += 1000;
      await lease.renew();
      expect(neutron.description).toContain("until=2026-01-02T03:05:06Z");
    });
  });

  it("is not written again by a renewal that runs while it is released", async () => {
    await withNeutron(async (neutron, cloud) => {
      const lease = await acquire(cloud);
      for (let round = 0; round < 20; round += 1) {
        neutron.nowMs += 1000;
        await Promise.all([lease.renew(), lease.release()]);
        expect(neutron.description).toBe(MARK);
      }
    });
  });

  it("is released without an error if the port is gone", async () => {
    await withNeutron(async (neutron, cloud) => {
      const lease = await acquire(cloud);
      neutron.hasPort = false;
      await lease.release();
    });
  });

  it.each<[string, (neutron: FakeNeutron) => void, string]>([
    [
      "the extension revision-if-match",
      (neutron) => {
        neutron.hasExtension = false;
      },
      "Neutron does not have the extension revision-if-match",
    ],
    [
      "a date in its responses",
      (neutron) => {
        neutron.hasDate = false;
      },
      "Neutron's responses have no date",
    ],
    [
      "room in the description",
      (neutron) => {
        neutron.description = "x".repeat(200);
      },
      "the description of the port has no room for a lease",
    ],
    [
      "the right to write an adopted port of somebody else",
      (neutron) => {
        neutron.isWritable = false;
      },
      "Neutron does not let these credentials write the description of port p",
    ],
  ])("is unavailable with the reason if Neutron has not %s", async (_, change, unavailable) => {
    await withNeutron(async (neutron, cloud) => {
      change(neutron);
      const before = neutron.description;
      expect(await acquireLease(cloud, "p", { holder: HOLDER, ttlMs: 60_000 })).toEqual({ unavailable });
      expect(neutron.description).toBe(before);
    });
  });

  it("is held by exactly one of two contenders, in 200 random orders of their requests", async () => {
    await withNeutron(async (neutron, cloud) => {
      await fc.assert(
        fc.asyncProperty(fc.scheduler(), fc.boolean(), async (scheduler, isOver) => {
          neutron.before = () => scheduler.schedule(Promise.resolve());
          neutron.description = isOver
            ? `${MARK} lease=old id=0 since=2026-01-01T00:00:00Z until=2026-01-01T00:01:00Z`
            : MARK;
          const results = await scheduler.waitFor(
            Promise.allSettled([acquire(cloud, "one"), acquire(cloud, "two")]),
          );
          const won = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
          const lost = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
          expect(won).toHaveLength(1);
          expect(lost[0]).toBeInstanceOf(LeaseHeld);
          await scheduler.waitFor(won[0]?.release() as Promise<void>);
          expect(neutron.description).toBe(MARK);
        }),
        { numRuns: 200 },
      );
      expect(neutron.refused).toBeGreaterThan(0);
    });
  });
});

describe("The text of a lease", () => {
  it("is read as it was written, with any words of the holder and any mark", () => {
    const time = fc.date({ min: new Date(0), max: new Date("2100-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 20 }),
        fc.string({ maxLength: 60 }),
        time,
        (holder, mark, at) => {
          const whole = new Date(Math.floor(at.getTime() / 1000) * 1000);
          const record = { id: "1234abcd", holder, since: whole, until: whole };
          const text = formatDescription(mark, record) as string;
          const parsed = parseDescription(text);
          expect(text.length).toBeLessThanOrEqual(255);
          expect(parsed).toMatchObject({ mark, lease: { id: "1234abcd", since: whole, until: whole } });
          expect(holder.startsWith(parsed.lease?.holder as string)).toBe(true);
        },
      ),
    );
  });

  it("is no lease if its times can't be read", () => {
    const text = `${MARK} lease=me id=1 since=yesterday until=tomorrow`;
    expect(parseDescription(text)).toEqual({ mark: MARK });
  });
});
