import { junit } from "../../report/junit";
import type { Outcome } from "../../verify/check";
import type { GuestAnswer } from "../../verify/checks/access";
import { judgeVnf, type Observation } from "../../verify/judge";
import { outcomeTable } from "../../verify/table";
import { goodState } from "./cloudState";
import { expectation, goodEvidence } from "./evidence";

function observed(change: Partial<Observation> = {}): Outcome[] {
  const good = { cloud: goodState(), guest: { seen: goodEvidence() }, client: { seen: goodEvidence().dns } };
  return judgeVnf(
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
      ["not checked", "not checked", "not checked", "not checked"],
    ],
    [
      { unseen: "10.10.10.101 port 22: the connection is refused", at: "SSH" },
      ["fail", "not checked", "not checked", "not checked"],
    ],
    [{ unseen: "is another", at: "host key" }, ["pass", "fail", "not checked", "not checked"]],
    [
      { unseen: "10.10.10.101 port 22: the login key is refused", at: "login" },
      ["pass", "pass", "fail", "not checked"],
    ],
    [{ unseen: "the answer is not evidence", at: "evidence" }, ["pass", "pass", "pass", "fail"]],
  ])("tells how far it came in a guest: %j", (guest, expected) => {
    const outcomes = observed({ guest });
    expect(verdicts(outcomes, "SSH", "host key", "login", "evidence")).toEqual(expected);
    expect(outcomes.find(({ check }) => check === "mode")).toMatchObject({
      verdict: "not checked",
      actual: "unseen" in guest ? guest.unseen : "",
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
      "Read with: cat /sys/class/net/bond0/bonding/mii_status in the guest. Next: the NIC's cable",
    );
    Object.assign(cloud.ports.seen[2] as object, { propagatesUplink: false });
    expect(advice()).toContain("propagate_uplink_status is off");
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
    expect(first).toMatch(/fail .* mode .* mode of bond0 .* active-backup .* balance-rr/);
    expect(table.indexOf("│ fail")).toBeLessThan(table.indexOf("│ not checked"));
    expect(table.indexOf("│ not checked")).toBeLessThan(table.indexOf("│ pass"));
    expect(table).toMatch(/\n1 fail, 0 warning, 1 not checked, 0 info, \d+ pass$/);
  });

  it("is JUnit's XML, with failures and what was skipped", () => {
    const xml = junit({ "cpnr-dns-1": outcomes });
    expect(xml).toContain(
      `<testsuite name="cpnr-dns-1" tests="${outcomes.length}" failures="1" errors="0" skipped="1">`,
    );
    expect(xml).toContain("mode of bond0: expected active-backup, actual balance-rr");
  });
});
