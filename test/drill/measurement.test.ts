import type { Timeline, WitnessEvent } from "../../drill/events";
import { failoverMsOf, faultsOf, isInconclusive, maxFailoverMsOf, maxGapOf } from "../../drill/limits";
import { type Cut, measureFromClient, measureInGuest } from "../../drill/measurement";
import { distribution, drillTable } from "../../drill/table";
import { planFrom } from "../settings";

/** The timeline of a client that sent a query every 10 ms for 1 s, and received `restore` at 600 ms. `delay` in ms. */
function timeline(unanswered: (sent: number) => boolean, delay = 1): Timeline {
  const sent = Array.from({ length: 100 }, (_, index) => index * 10);
  return {
    sent,
    arrived: sent.map((time) => (unanswered(time) ? null : time + delay)),
    marks: { restore: 600, stop: 990 },
  };
}

const lab = planFrom("lab");

function cut(change: Partial<Cut> = {}): Cut {
  return {
    way: "cable",
    from: "ens3",
    to: "ens4",
    after: "ens4",
    primary: "ens3",
    sent: 100,
    lost: 8,
    lostOnReturn: 0,
    gap: 90,
    returnGap: 12,
    silence: 100,
    pace: 11,
    stall: 0,
    firstAnswer: 70,
    answering: 15,
    announcements: 5,
    ...change,
  };
}

describe("the measurement by the drill's client", () => {
  it("gives the longest gap and the lost queries, before and after the VF is restored", () => {
    const measured = measureFromClient(
      timeline((time) => (time > 300 && time <= 380) || (time > 700 && time <= 720)),
    );
    expect(measured).toEqual({
      sent: 100,
      lost: 8,
      lostOnReturn: 2,
      gap: 80,
      returnGap: 20,
      silence: 90,
      pace: 10,
    });
  });

  it("gives a gap of 0 if every query has a response, and a gap until the end if no query has one", () => {
    expect(measureFromClient(timeline(() => false))).toMatchObject({ gap: 0, returnGap: 0, lost: 0 });
    expect(measureFromClient(timeline((time) => time < 200)).gap).toBe(200);
    expect(measureFromClient(timeline((time) => time >= 700)).returnGap).toBe(290);
    expect(measureFromClient(timeline(() => true))).toMatchObject({ gap: 990, lost: 60, lostOnReturn: 40 });
  });

  it("counts a response after 500 ms, and does not count a later one", () => {
    expect(measureFromClient(timeline(() => false, 500))).toMatchObject({ gap: 0, silence: 500 });
    expect(measureFromClient(timeline(() => false, 501)).lost).toBe(60);
  });

  it("gives the longest time between two queries", () => {
    const { sent, ...rest } = timeline(() => false);
    const late = sent.map((time) => (time < 500 ? time : time + 140));
    expect(measureFromClient({ sent: late, ...rest }).pace).toBe(150);
  });
});

describe("the measurement by the drill's witness", () => {
  const events: WitnessEvent[] = [
    { event: "link", at: 1000, slave: "ens3", carrier: false, up: true },
    { event: "link", at: 1090, slave: "ens3", carrier: false, up: false },
    { event: "active", at: 1091, slave: "ens4" },
    { event: "announcement", at: 1092 },
    { event: "answer", at: 1104, slave: "ens4" },
    { event: "announcement", at: 1192 },
  ];

  it("gives the time from the link failure to the first response over the other VF, and the gratuitous ARPs", () => {
    expect(measureInGuest(events, "ens3")).toEqual({
      firstAnswer: 104,
      answering: 13,
      announcements: 2,
      stall: 0,
    });
  });

  it("starts at the command to switch if no link fails", () => {
    const switched: WitnessEvent[] = [{ event: "switch", at: 1080 }, ...events.slice(2)];
    expect(measureInGuest(switched, "ens3").firstAnswer).toBe(24);
  });

  it("gives the time for which the guest did not run", () => {
    const late: WitnessEvent = { event: "late", at: 1095, by: 44.6 };
    expect(measureInGuest([...events, late], "ens3").stall).toBe(45);
  });

  it("counts the failover from the moment at which another slave is active, and not while none is", () => {
    const none: WitnessEvent = { event: "active", at: 1080, slave: null };
    expect(measureInGuest([none, ...events.slice(2)], "ens3")).toMatchObject({
      firstAnswer: 24,
      answering: 13,
    });
  });

  it("gives no time to the first response if there is none", () => {
    expect(measureInGuest(events.slice(0, 3), "ens3")).toEqual({
      firstAnswer: null,
      answering: null,
      announcements: 0,
      stall: 0,
    });
  });
});

describe("the limits of a drill", () => {
  const bond = (linkMonitor: object) => ({ ...lab, bond: { ...lab.bond, linkMonitor } }) as typeof lab;

  it("are twice miimon plus downdelay, four ARP intervals, or the configured maxGap", () => {
    expect(maxGapOf(lab)).toBe(200);
    expect(maxGapOf(bond({ type: "mii", miimon: 20, updelay: 0, downdelay: 40 }))).toBe(80);
    expect(maxGapOf(bond({ type: "arp", interval: 100, targets: [] }))).toBe(400);
    expect(
      maxGapOf({ ...lab, drill: { afterDeployment: false, cuts: 1, queryInterval: 10, maxGap: 50 } }),
    ).toBe(50);
  });

  it("require a failover within miimon plus downdelay, or three ARP intervals", () => {
    expect(maxFailoverMsOf(lab.bond.linkMonitor)).toBe(100);
    expect(maxFailoverMsOf({ type: "mii", miimon: 20, updelay: 0, downdelay: 40 })).toBe(60);
    expect(maxFailoverMsOf({ type: "arp", interval: 100, targets: [], validate: "all" })).toBe(300);
    expect(failoverMsOf(cut())).toBe(75);
    expect(failoverMsOf(cut({ answering: null }))).toBeNull();
  });

  it("accept a good cut", () => {
    expect(faultsOf(cut(), lab)).toEqual([]);
  });

  it.each([
    [{ gap: 201 }, /No DNS response for 201 ms after ens3 went down \(limit: 200 ms\)/],
    [{ returnGap: 300 }, /No DNS response for 300 ms after ens3 came back/],
    [{ announcements: 0 }, /ens4 sent no gratuitous ARP/],
    [
      { after: "ens3" },
      /active slave after the return of ens3: expected ens4 \(failback stay\), actual ens3/,
    ],
    [{ way: "guest", after: "ens4" } as const, /after the return of ens3: expected ens3 .*, actual ens4/],
  ])("reject a cut with %j", (change, sentence) => {
    expect(faultsOf(cut(change), lab)).toEqual([expect.stringMatching(sentence)]);
  });

  it("require the primary as active slave after the return where failback is reclaim", () => {
    const reclaim = { ...lab, bond: { ...lab.bond, failback: "reclaim" as const } };
    expect(faultsOf(cut({ after: "ens3" }), reclaim)).toEqual([]);
    expect(faultsOf(cut(), reclaim)).toEqual([expect.stringContaining("expected ens3")]);
  });

  it("call a cut inconclusive if the client sent no query for more than half of the limit", () => {
    expect([100, 101].map((pace) => isInconclusive(cut({ pace }), 200))).toEqual([false, true]);
  });

  it("call a cut inconclusive if the gap is over the limit only because the guest did not run", () => {
    expect([200, 201, 230, 231].map((gap) => isInconclusive(cut({ gap, stall: 30 }), 200))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it("name the time for which the guest did not run if a gap is over the limit", () => {
    expect(faultsOf(cut({ gap: 240, stall: 30 }), lab)).toEqual([
      expect.stringMatching(/\(limit: 200 ms; the guest itself did not run for 30 ms\)$/),
    ]);
  });
});

describe("the table of a drill", () => {
  it("shows each cut, the distribution for each way, the untried ways and the faults", () => {
    const cuts = [48, 142, 102, 85].map((gap) => cut({ gap }));
    const table = drillTable("dns-1", { cuts, untried: ["port: no."], faults: ["bad."] }, 200);
    expect(table).toContain("ens3, ens4, ens4");
    expect(table).toContain(
      "cable: gaps of 4 cuts 48 to 142 ms, half of them within 85 ms, nine of ten within 142 ms (limit: 200 ms)",
    );
    expect(table).toMatch(/port: no\.\nbad\.$/);
  });

  it("shows the distribution of a single value", () => {
    expect(distribution([7])).toBe("7 to 7 ms, half of them within 7 ms, nine of ten within 7 ms");
  });
});
