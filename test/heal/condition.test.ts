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
const shutOff: GuestReading = { unknown: "the server is SHUTOFF", step: "server" };

describe("conditionOf", () => {
  it("calls a VNF healthy if no check fails", () => {
    expect(conditionIn({})).toEqual({ state: "healthy", evidence: [], serverId: "s", silent: false });
  });

  it.each<[string, Partial<Observation>, Condition["state"], RegExp]>([
    [
      "a VNF whose server is shut off",
      { cloud: server({ status: "SHUTOFF" }), guest: shutOff },
      "down",
      /server is SHUTOFF/,
    ],
    [
      "a VNF whose server is in error",
      { cloud: server({ status: "ERROR" }), guest: shutOff },
      "down",
      /server is ERROR/,
    ],
    [
      "a VNF whose server is being built",
      { cloud: server({ status: "BUILD" }), guest: shutOff },
      "busy",
      /server is BUILD/,
    ],
    [
      "a VNF whose server was paused",
      { cloud: server({ status: "PAUSED" }), guest: shutOff },
      "not recoverable",
      /PAUSED, which somebody did on purpose/,
    ],
    [
      "a VNF that hangs",
      { guest: unreachable, client: WITHOUT_RESPONSES },
      "down",
      /no response within 10 s/,
    ],
    [
      "a VNF that answers DNS queries but has no SSH",
      { guest: unreachable },
      "not recoverable",
      /a DNS client outside gets responses/,
    ],
    [
      "a VNF without SSH and without a DNS client",
      { guest: unreachable, client: NO_CLIENT },
      "unknown",
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
      "a VNF with invalid evidence and without DNS responses",
      { guest: { unknown: "the output is not evidence", step: "evidence" }, client: WITHOUT_RESPONSES },
      "down",
      /not evidence/,
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

  it("calls a VNF without a server down, with no server to reboot", () => {
    const cloud = { ...goodState(), server: { known: null } };
    expect(conditionIn({ cloud, guest: { unknown: "there is no server", step: "server" } })).toMatchObject({
      state: "down",
      serverId: null,
    });
  });

  it("calls a guest silent if it does not respond at all, because it may be booting", () => {
    expect(conditionIn({ guest: unreachable, client: WITHOUT_RESPONSES }).silent).toBe(true);
    expect(conditionIn({ cloud: server({ status: "SHUTOFF" }), guest: shutOff }).silent).toBe(false);
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
      "has a bond in another mode, but answers DNS queries",
      (good) => (good.bond.mode = "balance-rr"),
      WITH_RESPONSES,
      "degraded",
    ],
    ["has no bond and no DNS client", (good) => Object.assign(good, { bond: null }), NO_CLIENT, "degraded"],
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
