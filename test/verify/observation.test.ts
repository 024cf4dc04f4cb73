import { junit } from "../../report/junit";
import type { Outcome } from "../../verify/check";
import type { GuestReading } from "../../verify/checks/access";
import { judgeVnf, type Observation } from "../../verify/judge";
import { outcomeTable } from "../../verify/table";
import { goodState } from "./cloudState";
import { expectation, goodEvidence } from "./evidence";

function judge(change: Partial<Observation> = {}): Outcome[] {
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
  return checks.map((check) => outcomes.find((one) => one.check === check)?.verdict ?? "missing");
}

describe("a complete verification", () => {
  it("passes every check of a healthy VNF", () => {
    const outcomes = judge();
    expect(outcomes.filter(({ verdict }) => verdict !== "pass")).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(40);
  });

  it.each<[GuestReading, verdicts: string[]]>([
    [
      { unknown: "the server is SHUTOFF", step: "server" },
      ["not checked", "not checked", "not checked", "not checked"],
    ],
    [
      { unknown: "10.10.10.101 port 22: the connection is refused", step: "SSH" },
      ["fail", "not checked", "not checked", "not checked"],
    ],
    [{ unknown: "is another", step: "host key" }, ["pass", "fail", "not checked", "not checked"]],
    [
      { unknown: "10.10.10.101 port 22: the login key is refused", step: "login" },
      ["pass", "pass", "fail", "not checked"],
    ],
    [{ unknown: "the output is not evidence", step: "evidence" }, ["pass", "pass", "pass", "fail"]],
  ])("shows which step to the guest failed: %j", (guest, expected) => {
    const outcomes = judge({ guest });
    expect(verdicts(outcomes, "SSH", "host key", "login", "evidence")).toEqual(expected);
    expect(outcomes.find(({ check }) => check === "mode")).toMatchObject({
      verdict: "not checked",
      actual: "unknown" in guest ? guest.unknown : "",
    });
  });

  it("has the same checks if nothing could be read", () => {
    const names = (outcomes: readonly Outcome[]) => new Set(outcomes.map(({ check }) => check));
    const unread = judge({
      guest: { unknown: "no", step: "SSH" },
      client: { unknown: "no" },
      cloud: {
        server: { unknown: "no" },
        ports: { unknown: "no" },
        securityGroups: { unknown: "no" },
        topology: { unknown: "no" },
        placement: { unknown: "no" },
        serverGroups: { unknown: "no" },
      },
    });
    expect(names(unread)).toEqual(names(judge()));
  });

  it("gives advice on a link that is down by the other faults", () => {
    const evidence = goodEvidence();
    evidence.bond.mii = "down";
    const cloud = goodState();
    const advice = () =>
      judge({ cloud, guest: { known: evidence } }).find(({ check }) => check === "link")?.advice;
    expect(advice()).toContain(
      "Read with: cat /sys/class/net/bond0/bonding/mii_status in the guest. Next: the NIC's cable",
    );
    Object.assign(cloud.ports.known[2] as object, { propagatesUplink: false });
    expect(advice()).toContain("propagate_uplink_status is off");
  });

  it("explains an unreachable gateway by propagate_uplink_status off", () => {
    const evidence = { ...goodEvidence(), pings: [] };
    const cloud = goodState();
    Object.assign(cloud.ports.known[2] as object, { propagatesUplink: false });
    const ping = judge({ cloud, guest: { known: evidence } }).find(({ check }) => check === "ping");
    expect(ping?.advice).toContain("the VF's link does not follow the cable");
  });
});

describe("the output of a verification", () => {
  const evidence = goodEvidence();
  evidence.bond.mode = "balance-rr";
  const outcomes = judge({ guest: { known: evidence }, client: { unknown: "no client" } });

  it("is a table with the faults first and the number of each verdict", () => {
    const table = outcomeTable("cpnr-dns-1", outcomes);
    const [first] = table.split("\n").filter((line) => line.startsWith("│ fail"));
    expect(first).toMatch(/fail .* mode .* mode of bond0 .* active-backup .* balance-rr/);
    expect(table.indexOf("│ fail")).toBeLessThan(table.indexOf("│ not checked"));
    expect(table.indexOf("│ not checked")).toBeLessThan(table.indexOf("│ pass"));
    expect(table).toMatch(/\n1 fail, 0 warning, 1 not checked, 0 info, \d+ pass$/);
  });

  it("is JUnit XML with failures and skipped tests", () => {
    const xml = junit({ "cpnr-dns-1": outcomes });
    expect(xml).toContain(
      `<testsuite name="cpnr-dns-1" tests="${outcomes.length}" failures="1" errors="0" skipped="1">`,
    );
    expect(xml).toContain("mode of bond0: expected active-backup, actual balance-rr");
  });
});
