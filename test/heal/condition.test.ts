import { type Condition, conditionOf } from "../../heal/condition";
import type { GuestReading } from "../../verify/checks/access";
import { judgeVnf, type Observation } from "../../verify/judge";
import { type GoodState, goodState } from "../verify/cloudState";
import { expectation as dualStack, goodEvidence } from "../verify/evidence";

const expectation = { ...dualStack, bond: { ...dualStack.bond, addresses: ["172.16.1.10/24"] } };
type Good = ReturnType<typeof goodEvidence>;

const ANSWERED = { known: goodEvidence().dns };
const UNANSWERED = { known: goodEvidence().dns.map((answer) => ({ ...answer, answered: false })) };
const UNASKED = { unknown: "cpnr:verification.client names nobody who would ask" };

function conditionIn(change: Partial<Observation>): Condition {
  const good = { cloud: goodState(), guest: { known: goodEvidence() }, client: ANSWERED };
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

const unreached: GuestReading = {
  unknown: "10.10.10.101 port 22: there is no answer within 10 s",
  at: "SSH",
};
const shut: GuestReading = { unknown: "the server is SHUTOFF", at: "server" };

describe("the condition of a VNF", () => {
  it("is healthy where no check fails", () => {
    expect(conditionIn({})).toEqual({ state: "healthy", evidence: [], serverId: "s", silent: false });
  });

  it.each<[string, Partial<Observation>, Condition["state"], RegExp]>([
    ["is shut off", { cloud: server({ status: "SHUTOFF" }), guest: shut }, "down", /server is SHUTOFF/],
    ["is in error", { cloud: server({ status: "ERROR" }), guest: shut }, "down", /server is ERROR/],
    ["is being built", { cloud: server({ status: "BUILD" }), guest: shut }, "busy", /server is BUILD/],
    [
      "was paused",
      { cloud: server({ status: "PAUSED" }), guest: shut },
      "not recoverable",
      /PAUSED, which somebody did on purpose/,
    ],
    ["hangs", { guest: unreached, client: UNANSWERED }, "down", /no answer within 10 s/],
    [
      "serves, but has no SSH",
      { guest: unreached },
      "not recoverable",
      /a DNS client outside gets responses/,
    ],
    ["has no SSH, and no client", { guest: unreached, client: UNASKED }, "unknown", /no answer within 10 s/],
    [
      "shows another host key, and does not serve",
      { guest: { unknown: "is another", at: "host key" }, client: UNANSWERED },
      "unknown",
      /unknown whether it is this stack's guest/,
    ],
    [
      "refuses the login key, and does not serve",
      { guest: { unknown: "the login key is refused", at: "login" }, client: UNANSWERED },
      "unknown",
      /the login key is refused/,
    ],
    [
      "answers with garbage, and does not serve",
      { guest: { unknown: "the answer is not evidence", at: "evidence" }, client: UNANSWERED },
      "down",
      /not evidence/,
    ],
    [
      "can't be asked for in the cloud",
      { cloud: { ...goodState(), server: { unknown: "there was no answer within 30 s" } } },
      "unknown",
      /state of the server is unknown/,
    ],
  ])("that %s", (_, change, state, reason) => {
    const condition = conditionIn(change);
    expect(condition.state).toBe(state);
    expect(condition.evidence.join("\n")).toMatch(reason);
  });

  it("is down where the stack has no server of it, which can't be rebooted", () => {
    const cloud = { ...goodState(), server: { known: null } };
    expect(conditionIn({ cloud, guest: { unknown: "there is no server", at: "server" } })).toMatchObject({
      state: "down",
      serverId: null,
    });
  });

  it("is silent where nothing at all was heard of the guest: it may boot", () => {
    expect(conditionIn({ guest: unreached, client: UNANSWERED }).silent).toBe(true);
    expect(conditionIn({ cloud: server({ status: "SHUTOFF" }), guest: shut }).silent).toBe(false);
  });

  it.each<[string, (good: Good) => void, client: Observation["client"], Condition["state"]]>([
    ["boots", (good) => (good.cloudInit.ended = false), UNANSWERED, "busy"],
    ["has no bond", (good) => Object.assign(good, { bond: null }), UNANSWERED, "down"],
    ["has another mode, but serves", (good) => (good.bond.mode = "balance-rr"), ANSWERED, "degraded"],
    ["has no bond, and no client", (good) => Object.assign(good, { bond: null }), UNASKED, "degraded"],
    [
      "has a cable out",
      (good) => Object.assign(good.bond.slaves[1] as object, { mii: "down" }),
      ANSWERED,
      "not recoverable",
    ],
    ["can't be reached by the fabric's fault", () => undefined, UNANSWERED, "not recoverable"],
  ])("whose guest %s", (_, change, client, state) => {
    expect(conditionIn({ guest: evidence(change), client }).state).toBe(state);
  });
});
