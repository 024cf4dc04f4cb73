import { type Condition, conditionOf } from "../../heal/condition";
import type { GuestReading } from "../../verify/checks/access";
import { judgeVnf, type Observation } from "../../verify/judge";
import { type GoodState, goodState } from "../verify/cloudState";
import { expectation as dualStack, goodEvidence } from "../verify/evidence";

const expectation = { ...dualStack, bond: { ...dualStack.bond, addresses: ["172.16.1.10/24"] } };
type Good = ReturnType<typeof goodEvidence>;

const WITH_RESPONSES = { known: goodEvidence().dns };
const WITHOUT_RESPONSES = { known: goodEvidence().dns.map((answer) => ({ ...answer, answered: false })) };
const NO_CLIENT = { unknown: "no DNS client is configured (cpnr:verification.client)" };

function conditionIn(change: Partial<Observation>): Condition {
  const good = { cloud: goodState(), guest: { known: goodEvidence() }, client: WITH_RESPONSES };
  const observation: Observation = { ...good, ...change };
  return conditionOf("dns-1", observation, judgeVnf(observation, expectation));
}

function evidence(change: (good: Good) => void): GuestReading {
  const good = goodEvidence();
  change(good);
  return { known: good };
}

function server(change: Partial<GoodState["server"]["known"]>): Observation["cloud"] {
  const state = goodState();
  Object.assign(state.server.known, change);
  return state;
}

const unreachable: GuestReading = {
  unknown: "10.10.10.101 port 22: no response within 10 s",
  step: "SSH",
};
const noServer: GuestReading = { unknown: "there is no server", step: "server" };
const shutOff: GuestReading = { unknown: "the server is SHUTOFF", step: "server" };

describe("conditionOf", () => {
  it.each<[string, Observation["cloud"], string]>([
    ["there is none", { ...goodState(), server: { known: null } }, "no server to reboot"],
    ["its host is down", server({ isHostDown: true }), "the server's host is down"],
    ["it never ran", server({ status: "ERROR", hasRun: false }), "the server never ran"],
  ])("says why Nova can't reboot the server: %s", (_, cloud, why) => {
    expect(conditionIn({ cloud, guest: unreachable, client: WITHOUT_RESPONSES }).obstacleToReboot).toBe(why);
  });

  it("calls a VNF healthy if no check fails", () => {
    expect(conditionIn({})).toEqual({
      state: "healthy",
      evidence: [],
      client: "answered",
      serverId: "s",
      serverStatus: "ACTIVE",
      obstacleToReboot: null,
      silent: false,
    });
  });

  it.each<[string, Partial<Observation>, Condition["state"], RegExp]>([
    [
      "a VNF whose server is shut off, and that gives no DNS response",
      { cloud: server({ status: "SHUTOFF" }), guest: shutOff, client: WITHOUT_RESPONSES },
      "down",
      /server is SHUTOFF\na DNS client outside gets no response/,
    ],
    [
      "a VNF whose server is in error, and that gives no DNS response",
      { cloud: server({ status: "ERROR" }), guest: shutOff, client: WITHOUT_RESPONSES },
      "down",
      /server is ERROR/,
    ],
    [
      "a VNF whose server is being built",
      { cloud: server({ status: "BUILD" }), guest: shutOff, client: WITHOUT_RESPONSES },
      "busy",
      /server is BUILD/,
    ],
    ...["PAUSED", "MIGRATING", "RESIZE"].map(
      (status): [string, Partial<Observation>, Condition["state"], RegExp] => [
        `a VNF whose server is ${status}`,
        { cloud: server({ status }), guest: shutOff, client: WITHOUT_RESPONSES },
        "not recoverable",
        /, which somebody did on purpose/,
      ],
    ),
    [
      "a VNF whose host has lost its power",
      { cloud: server({ isHostDown: true }), guest: unreachable, client: WITHOUT_RESPONSES },
      "down",
      /no response within 10 s\nNova gets no sign of life from its host compute-1\na DNS client outside gets no response/,
    ],
    [
      "a VNF that hangs",
      { guest: unreachable, client: WITHOUT_RESPONSES },
      "down",
      /no response within 10 s/,
    ],
    [
      "a VNF with another host key and without DNS responses",
      { guest: { unknown: "is another", step: "host key" }, client: WITHOUT_RESPONSES },
      "unknown",
      /unknown whether it is this stack's guest/,
    ],
    [
      "a VNF that refuses the login key, without DNS responses",
      { guest: { unknown: "the login key is refused", step: "login" }, client: WITHOUT_RESPONSES },
      "unknown",
      /the login key is refused/,
    ],
    [
      "a VNF that answers over SSH with invalid evidence, without DNS responses",
      { guest: { unknown: "the output is not evidence", step: "evidence" }, client: WITHOUT_RESPONSES },
      "unknown",
      /the guest answers over SSH, so it is not certainly down/,
    ],
    [
      "a VNF whose server can't be read from the cloud",
      { cloud: { ...goodState(), server: { unknown: "there was no answer within 30 s" } } },
      "unknown",
      /state of the server is unknown/,
    ],
  ])("judges %s", (_, change, state, reason) => {
    const condition = conditionIn(change);
    expect(condition.state).toBe(state);
    expect(condition.evidence.join("\n")).toMatch(reason);
  });

  const gone = { cloud: { ...goodState(), server: { known: null } }, guest: noServer };
  const stopped = { cloud: server({ status: "SHUTOFF" }), guest: shutOff };
  const broken = { guest: evidence((good) => Object.assign(good, { bond: null })) };

  it.each<[string, Partial<Observation>, Condition["state"]]>([
    ["has no server", gone, "unknown"],
    ["has a server that is shut off", stopped, "unknown"],
    ["does not answer over SSH", { guest: unreachable }, "degraded"],
    ["has no bond", broken, "degraded"],
    ["shows invalid evidence", { guest: { unknown: "no evidence", step: "evidence" } }, "degraded"],
  ])("never calls a VNF down that answers a DNS client outside, although it %s", (_, change, state) => {
    const condition = conditionIn({ ...change, client: WITH_RESPONSES });
    expect(condition).toMatchObject({ state, client: "answered" });
  });

  it.each<[string, Partial<Observation>]>([
    ["has no server", gone],
    ["has a server that is shut off", stopped],
    ["does not answer over SSH", { guest: unreachable }],
    ["has no bond", broken],
  ])("does not know the state of a VNF without a DNS client outside that %s", (_, change) => {
    const condition = conditionIn({ ...change, client: NO_CLIENT });
    expect(condition).toMatchObject({ state: "unknown", client: "unknown" });
    expect(condition.evidence).toContain(
      "no result of a DNS client outside: no DNS client is configured (cpnr:verification.client)",
    );
  });

  it("tells what to check if the cloud has no server, but a DNS client outside gets responses", () => {
    expect(conditionIn({ ...gone, client: WITH_RESPONSES }).evidence).toEqual([
      "the cloud has no such server",
      "a DNS client outside gets responses",
      "the cloud and the DNS client disagree: check OS_REGION_NAME and the project, and which host has this address",
    ]);
  });

  it("does not know the state if the DNS service answers the guest, but not the client outside", () => {
    const guest = evidence((good) => {
      good.bond.primaryReselect = "always";
    });
    const condition = conditionIn({ guest, client: WITHOUT_RESPONSES });
    expect(condition.state).toBe("unknown");
    expect(condition.evidence.at(-1)).toBe(
      "the DNS service answers the guest itself, but not the client outside",
    );
  });

  it("calls a VNF without a server down, with no server to reboot", () => {
    expect(conditionIn({ ...gone, client: WITHOUT_RESPONSES })).toMatchObject({
      state: "down",
      serverId: null,
      serverStatus: null,
    });
  });

  it("calls a guest silent if it does not respond at all, because it may be booting", () => {
    expect(conditionIn({ guest: unreachable, client: WITHOUT_RESPONSES }).silent).toBe(true);
    expect(conditionIn({ ...stopped, client: WITHOUT_RESPONSES }).silent).toBe(false);
  });

  it.each<[string, (good: Good) => void, client: Observation["client"], Condition["state"]]>([
    ["boots", (good) => (good.cloudInit.ended = false), WITHOUT_RESPONSES, "busy"],
    [
      "has no bond and gives no DNS response",
      (good) => Object.assign(good, { bond: null }),
      WITHOUT_RESPONSES,
      "down",
    ],
    [
      "has no DNS service",
      (good) => {
        good.dns = good.dns.map((one) => ({ ...one, answered: false }));
      },
      WITHOUT_RESPONSES,
      "down",
    ],
    [
      "has a bond in another mode, but answers DNS queries",
      (good) => (good.bond.mode = "balance-rr"),
      WITH_RESPONSES,
      "degraded",
    ],
    [
      "has a cable unplugged",
      (good) => Object.assign(good.bond.slaves[1] as object, { mii: "down" }),
      WITH_RESPONSES,
      "not recoverable",
    ],
    [
      "has no fault, but is unreachable for the DNS client",
      () => undefined,
      WITHOUT_RESPONSES,
      "not recoverable",
    ],
  ])("judges a VNF whose guest %s", (_, change, client, state) => {
    expect(conditionIn({ guest: evidence(change), client }).state).toBe(state);
  });
});
