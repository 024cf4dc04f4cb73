import type { Timeline, WitnessEvent } from "../../drill/events";
import { failoverMsOf, faultsOf, isInconclusive, maxFailoverMsOf, maxGapOf } from "../../drill/limits";
import { type Cut, measuredByClient, measuredInGuest } from "../../drill/measurement";
import { distribution, drillTable } from "../../drill/table";
import { planFrom } from "../settings";

/** A client that asked each 10 ms for a second, was told `restore` at 600 ms, and was not answered at these times. */
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

describe("what a drill's client measured", () => {
  it("is for how long no query was answered, and what was lost, before and after the return", () => {
    const seen = measuredByClient(
      timeline((time) => (time > 300 && time <= 380) || (time > 700 && time <= 720)),
    );
    expect(seen).toEqual({
      sent: 100,
      lost: 8,
      lostOnReturn: 2,
      gap: 80,
      returnGap: 20,
      silence: 90,
      pace: 10,
    });
  });

  it("is 0 where every query was answered, and goes on to the end where none was", () => {
    expect(measuredByClient(timeline(() => false))).toMatchObject({ gap: 0, returnGap: 0, lost: 0 });
    expect(measuredByClient(timeline((time) => time < 200)).gap).toBe(200);
    expect(measuredByClient(timeline((time) => time >= 700)).returnGap).toBe(290);
    expect(measuredByClient(timeline(() => true))).toMatchObject({ gap: 990, lost: 60, lostOnReturn: 40 });
  });

  it("takes a slow answer for one, and one that is slower than half a second for none", () => {
    expect(measuredByClient(timeline(() => false, 500))).toMatchObject({ gap: 0, silence: 500 });
    expect(measuredByClient(timeline(() => false, 501)).lost).toBe(60);
  });

  it("tells how unsteadily it asked", () => {
    const { sent, ...rest } = timeline(() => false);
    const late = sent.map((time) => (time < 500 ? time : time + 140));
    expect(measuredByClient({ sent: late, ...rest }).pace).toBe(150);
  });
});

describe("what a drill's witness saw", () => {
  const events: WitnessEvent[] = [
    { event: "link", at: 1000, slave: "ens3", carrier: false, up: true },
    { event: "link", at: 1090, slave: "ens3", carrier: false, up: false },
    { event: "active", at: 1091, slave: "ens4" },
    { event: "announcement", at: 1092 },
    { event: "answer", at: 1104, slave: "ens4" },
    { event: "announcement", at: 1192 },
  ];

  it("is the time from the loss to the first answer by the other VF, and the announcements", () => {
    expect(measuredInGuest(events, "ens3")).toEqual({
      firstAnswer: 104,
      answering: 13,
      announcements: 2,
      stall: 0,
    });
  });

  it("begins with the order to switch where no link is lost", () => {
    const switched: WitnessEvent[] = [{ event: "switch", at: 1080 }, ...events.slice(2)];
    expect(measuredInGuest(switched, "ens3").firstAnswer).toBe(24);
  });

  it("is also how long the guest itself did not run", () => {
    const late: WitnessEvent = { event: "late", at: 1095, by: 44.6 };
    expect(measuredInGuest([...events, late], "ens3").stall).toBe(45);
  });

  it("has no first answer where none left", () => {
    expect(measuredInGuest(events.slice(0, 3), "ens3")).toEqual({
      firstAnswer: null,
      answering: null,
      announcements: 0,
      stall: 0,
    });
  });
});

describe("a drill's limits", () => {
  const bond = (linkMonitor: object) => ({ ...lab, bond: { ...lab.bond, linkMonitor } }) as typeof lab;

  it("allow twice miimon and the delay, four ARP intervals, or what is configured", () => {
    expect(maxGapOf(lab)).toBe(200);
    expect(maxGapOf(bond({ type: "mii", miimon: 20, updelay: 0, downdelay: 40 }))).toBe(80);
    expect(maxGapOf(bond({ type: "arp", interval: 100, targets: [] }))).toBe(400);
    expect(
      maxGapOf({ ...lab, drill: { afterDeployment: false, cuts: 1, queryInterval: 10, maxGap: 50 } }),
    ).toBe(50);
  });

  it("expect the bond to leave within an interval of MII and the delay, or three of ARP", () => {
    expect(maxFailoverMsOf(lab.bond.linkMonitor)).toBe(100);
    expect(maxFailoverMsOf({ type: "mii", miimon: 20, updelay: 0, downdelay: 40 })).toBe(60);
    expect(maxFailoverMsOf({ type: "arp", interval: 100, targets: [], validate: "all" })).toBe(300);
    expect(failoverMsOf(cut())).toBe(75);
    expect(failoverMsOf(cut({ answering: null }))).toBeNull();
  });

  it("let a good cut pass", () => {
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
  ])("name what is wrong with %j", (change, sentence) => {
    expect(faultsOf(cut(change), lab)).toEqual([expect.stringMatching(sentence)]);
  });

  it("expect the primary back where it reclaims its role", () => {
    const reclaim = { ...lab, bond: { ...lab.bond, failback: "reclaim" as const } };
    expect(faultsOf(cut({ after: "ens3" }), reclaim)).toEqual([]);
    expect(faultsOf(cut(), reclaim)).toEqual([expect.stringContaining("expected ens3")]);
  });

  it("take a cut for void whose client was silent for half of what is allowed", () => {
    expect([100, 101].map((pace) => isInconclusive(cut({ pace }), 200))).toEqual([false, true]);
  });

  it("take a cut for void whose gap is too long by no more than the guest stood still", () => {
    expect([200, 201, 230, 231].map((gap) => isInconclusive(cut({ gap, stall: 30 }), 200))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it("tell of the guest's standing still where a gap is too long", () => {
    expect(faultsOf(cut({ gap: 240, stall: 30 }), lab)).toEqual([
      expect.stringMatching(/\(limit: 200 ms; the guest itself did not run for 30 ms\)$/),
    ]);
  });
});

describe("a drill's table", () => {
  it("shows each cut, the distribution of each way, and what could not be tried or is wrong", () => {
    const cuts = [48, 142, 102, 85].map((gap) => cut({ gap }));
    const table = drillTable("dns-1", { cuts, untried: ["port: no."], faults: ["bad."] }, 200);
    expect(table).toContain("ens3, ens4, ens4");
    expect(table).toContain(
      "cable: gaps of 4 cuts 48 to 142 ms, half of them within 85 ms, nine of ten within 142 ms, at most 200 ms allowed",
    );
    expect(table).toMatch(/port: no\.\nbad\.$/);
  });

  it("tells the distribution of one value too", () => {
    expect(distribution([7])).toBe("7 to 7 ms, half of them within 7 ms, nine of ten within 7 ms");
  });
});
