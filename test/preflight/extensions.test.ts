import { adoptedManagement, adoptedPair, found, judged } from "./cloud";

describe("Neutron's extensions", () => {
  it("fail by the name of one that is missing", () => {
    const checks = judged({
      cloud: (seen) => {
        seen.extensions = seen.extensions.filter((alias) => alias !== "standard-attr-tag");
      },
    });
    expect(found(checks, "extensions")).toMatch(/^fail: Neutron lacks standard-attr-tag: have/);
  });

  it("need none for provider networks where all are adopted", () => {
    const checks = judged({
      settings: (raw) => {
        adoptedPair(raw);
        adoptedManagement(raw);
        raw.orchestration.adopt = true;
      },
      cloud: (seen) => {
        seen.extensions = ["binding", "port-security", "standard-attr-tag"];
      },
    });
    expect(found(checks, "extensions")).toBe("pass: Neutron has binding, port-security, standard-attr-tag.");
  });

  it.each([
    [
      "fails the MII monitor, naming the ARP monitor as the way out",
      { type: "mii" },
      /^fail: .*miimon never fails over. Set cpnr:bond.linkMonitor to type arp/,
    ],
    [
      "warns the ARP monitor",
      { type: "arp", targets: ["172.16.1.1"] },
      /^warning: .*only the bond's ARP monitor notices/,
    ],
  ])("without uplink-status-propagation %s", (_, linkMonitor, expected) => {
    const checks = judged({
      settings: (raw) => {
        raw.bond.linkMonitor = linkMonitor;
      },
      cloud: (seen) => {
        seen.extensions = seen.extensions.filter((alias) => alias !== "uplink-status-propagation");
      },
    });
    expect(found(checks, "uplink status")).toMatch(expected);
  });
});
