import { junit } from "../../report/junit";
import type { Outcome } from "../../verify/check";
import type { GuestReading } from "../../verify/checks/access";
import { judgeVnf, type Observation } from "../../verify/judge";
import { outcomeTable } from "../../verify/table";
import { goodState } from "./cloudState";
import { expectation, goodEvidence } from "./evidence";

function observed(change: Partial<Observation> = {}): Outcome[] {
  const good = {
    cloud: goodState(),
    guest: { known: goodEvidence() },
    client: { known: goodEvidence().dns },
  };
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

  it.each<[GuestReading, verdicts: string[]]>([
    [
      { unknown: "the server is SHUTOFF", at: "server" },
      ["not checked", "not checked", "not checked", "not checked"],
    ],
    [
      { unknown: "10.10.10.101 port 22: the connection is refused", at: "SSH" },
      ["fail", "not checked", "not checked", "not checked"],
    ],
    [{ unknown: "is another", at: "host key" }, ["pass", "fail", "not checked", "not checked"]],
    [
      { unknown: "10.10.10.101 port 22: the login key is refused", at: "login" },
      ["pass", "pass", "fail", "not checked"],
    ],
    [{ unknown: "the answer is not evidence", at: "evidence" }, ["pass", "pass", "pass", "fail"]],
  ])("tells how far it came in a guest: %j", (guest, expected) => {
    const outcomes = observed({ guest });
    expect(verdicts(outcomes, "SSH", "host key", "login", "evidence")).toEqual(expected);
    expect(outcomes.find(({ check }) => check === "mode")).toMatchObject({
      verdict: "not checked",
      actual: "unknown" in guest ? guest.unknown : "",
    });
  });

  it("makes the same checks, whatever it could see", () => {
    const names = (outcomes: readonly Outcome[]) => new Set(outcomes.map(({ check }) => check));
    const blind = observed({
      guest: { unknown: "no", at: "SSH" },
      client: { unknown: "no" },
      cloud: { server: { unknown: "no" }, ports: { unknown: "no" }, topology: { unknown: "no" } },
    });
    expect(names(blind)).toEqual(names(observed()));
  });

  it("advises on a link that is down by what else is wrong", () => {
    const evidence = goodEvidence();
    evidence.bond.mii = "down";
    const cloud = goodState();
    const advice = () =>
      observed({ cloud, guest: { known: evidence } }).find(({ check }) => check === "link")?.advice;
    expect(advice()).toContain(
      "Read with: cat /sys/class/net/bond0/bonding/mii_status in the guest. Next: the NIC's cable",
    );
    Object.assign(cloud.ports.known[2] as object, { propagatesUplink: false });
    expect(advice()).toContain("propagate_uplink_status is off");
  });

  it("explains a gateway that is not reached though the links are up by links that ignore the cable", () => {
    const evidence = { ...goodEvidence(), pings: [] };
    const cloud = goodState();
    Object.assign(cloud.ports.known[2] as object, { propagatesUplink: false });
    const ping = observed({ cloud, guest: { known: evidence } }).find(({ check }) => check === "ping");
    expect(ping?.advice).toContain("the VF's link does not follow the cable");
  });
});

describe("what verification prints", () => {
  const evidence = goodEvidence();
  evidence.bond.mode = "balance-rr";
  const outcomes = observed({ guest: { known: evidence }, client: { unknown: "nobody asks" } });

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
