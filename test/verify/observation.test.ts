import type { GuestAnswer } from "../../verify/access";
import { judge, type Observation } from "../../verify/judge";
import { junit } from "../../verify/junit";
import type { Outcome } from "../../verify/outcome";
import { outcomeTable } from "../../verify/table";
import { goodState } from "./cloudState";
import { expectation, goodEvidence } from "./evidence";

function observed(change: Partial<Observation> = {}): Outcome[] {
  const good = { cloud: goodState(), guest: { seen: goodEvidence() }, client: { seen: goodEvidence().dns } };
  return judge(
    { ...good, ...change },
    {
      ...expectation,
      bond: { ...expectation.bond, addresses: ["172.16.1.10/24"] },
    },
  );
}

function verdicts(outcomes: readonly Outcome[], ...checks: string[]): string[] {
  return checks.map((check) => outcomes.find((one) => one.check === check)?.verdict ?? "not made");
}

describe("a whole verification", () => {
  it("passes a healthy VNF in every check", () => {
    const outcomes = observed();
    expect(outcomes.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(40);
  });

  it.each<[GuestAnswer, verdicts: string[]]>([
    [
      { unseen: "the server is SHUTOFF", at: "server" },
      ["not observable", "not observable", "not observable", "not observable"],
    ],
    [
      { unseen: "10.10.10.101 port 22: the connection is refused", at: "SSH" },
      ["fail", "not observable", "not observable", "not observable"],
    ],
    [{ unseen: "is another", at: "host key" }, ["pass", "fail", "not observable", "not observable"]],
    [
      { unseen: "10.10.10.101 port 22: the login key is refused", at: "login" },
      ["pass", "pass", "fail", "not observable"],
    ],
    [{ unseen: "the probe's answer is not evidence", at: "probe" }, ["pass", "pass", "pass", "fail"]],
  ])("tells how far it came in a guest: %j", (guest, expected) => {
    const outcomes = observed({ guest });
    expect(verdicts(outcomes, "SSH", "host key", "login", "probe")).toEqual(expected);
    expect(outcomes.find(({ check }) => check === "mode")).toMatchObject({
      verdict: "not observable",
      seen: "unseen" in guest ? guest.unseen : "",
    });
  });

  it("makes the same checks, whatever it could see", () => {
    const names = (outcomes: readonly Outcome[]) => new Set(outcomes.map(({ check }) => check));
    const blind = observed({
      guest: { unseen: "no", at: "SSH" },
      client: { unseen: "no" },
      cloud: { server: { unseen: "no" }, ports: { unseen: "no" }, topology: { unseen: "no" } },
    });
    expect(names(blind)).toEqual(names(observed()));
  });

  it("advises on a link that is down by what else is wrong", () => {
    const evidence = goodEvidence();
    evidence.bond.mii = "down";
    const cloud = goodState();
    const advice = () =>
      observed({ cloud, guest: { seen: evidence } }).find(({ check }) => check === "link")?.advice;
    expect(advice()).toContain(
      "Asked: cat /sys/class/net/bond0/bonding/mii_status in the guest. Look next at the NIC's cable",
    );
    Object.assign(cloud.ports.seen[2] as object, { propagatesUplink: false });
    expect(advice()).toContain("propagate_uplink_status, which is off");
  });

  it("explains a gateway that is not reached though the links are up by links that ignore the cable", () => {
    const evidence = { ...goodEvidence(), pings: [] };
    const cloud = goodState();
    Object.assign(cloud.ports.seen[2] as object, { propagatesUplink: false });
    const ping = observed({ cloud, guest: { seen: evidence } }).find(({ check }) => check === "ping");
    expect(ping?.advice).toContain("the VF's link does not follow the cable");
  });
});

describe("what verification prints", () => {
  const evidence = goodEvidence();
  evidence.bond.mode = "balance-rr";
  const outcomes = observed({ guest: { seen: evidence }, client: { unseen: "nobody asks" } });

  it("is a table with the faults first and a count", () => {
    const table = outcomeTable("cpnr-dns-1", outcomes);
    const [first] = table.split("\n").filter((line) => line.startsWith("│ fail"));
    expect(first).toMatch(/fail .* mode .* the bond's mode to be active-backup .* is balance-rr/);
    expect(table.indexOf("│ fail")).toBeLessThan(table.indexOf("│ not observable"));
    expect(table.indexOf("│ not observable")).toBeLessThan(table.indexOf("│ pass"));
    expect(table).toMatch(/\n1 fail, 1 not observable, 0 told, \d+ pass$/);
  });

  it("is JUnit's XML, with failures and what was skipped", () => {
    const xml = junit({ "cpnr-dns-1": outcomes });
    expect(xml).toContain(
      `<testsuite name="cpnr-dns-1" tests="${outcomes.length}" failures="1" errors="0" skipped="1">`,
    );
    expect(xml).toContain("the bond's mode was expected to be active-backup, but is balance-rr");
  });
});
