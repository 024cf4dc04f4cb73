import { adoptManagementNetwork, adoptSriovNetworks, resultOf, runPreflight } from "./cloud";

describe("The check of Neutron's extensions", () => {
  it("fails with the name of a missing extension", () => {
    const findings = runPreflight({
      cloud: (state) => {
        state.extensions = state.extensions.filter((alias) => alias !== "standard-attr-tag");
      },
    });
    expect(resultOf(findings, "extensions")).toMatch(
      /^fail: Neutron has no extension standard-attr-tag: ask/,
    );
  });

  it("requires no extension for provider networks if all networks are adopted", () => {
    const findings = runPreflight({
      settings: (raw) => {
        adoptSriovNetworks(raw);
        adoptManagementNetwork(raw);
        raw.orchestration.adopt = true;
      },
      cloud: (state) => {
        state.extensions = ["binding", "port-security", "standard-attr-tag"];
      },
    });
    expect(resultOf(findings, "extensions")).toBe(
      "pass: Neutron has binding, port-security, standard-attr-tag.",
    );
  });

  describe("for the NUMA policies of ports", () => {
    const findingsWith = (numaPolicy: string | undefined, extensions: string[]) =>
      runPreflight({
        settings: (raw) => {
          raw.sriov[0].numaPolicy = numaPolicy;
        },
        cloud: (state) => {
          state.extensions = [...state.extensions, ...extensions];
        },
      });
    const resultWith = (numaPolicy: string, extensions: string[]) =>
      resultOf(findingsWith(numaPolicy, extensions), "NUMA policy");

    it("is not made if the stack file asks for none", () => {
      expect(findingsWith(undefined, []).map(({ check }) => check)).not.toContain("NUMA policy");
    });

    it("passes if Neutron has them", () => {
      expect(resultWith("required", ["port-numa-affinity-policy"])).toMatch(/^pass/);
    });

    it("fails if Neutron lacks them, or the policy socket, and names the flavor's policy", () => {
      expect(resultWith("required", [])).toMatch(
        /^fail: Neutron has no extension port-numa-affinity-policy, so .*remove cpnr:sriov\[0\]\.numaPolicy, and set .* cpnr:flavor\.pciNumaPolicy\.$/,
      );
      expect(resultWith("socket", ["port-numa-affinity-policy"])).toMatch(
        /^fail: Neutron has no extension port-numa-affinity-policy-socket/,
      );
    });
  });

  it.each([
    [
      "fails with the MII monitor, and suggests the ARP monitor",
      { type: "mii" },
      /^fail: .*miimon never fails over. Set cpnr:bond.linkMonitor to type arp/,
    ],
    [
      "warns with the ARP monitor",
      { type: "arp", targets: ["172.16.1.1"] },
      /^warning: .*only the bond's ARP monitor detects that/,
    ],
  ])("without uplink-status-propagation: %s", (_, linkMonitor, expected) => {
    const findings = runPreflight({
      settings: (raw) => {
        raw.bond.linkMonitor = linkMonitor;
      },
      cloud: (state) => {
        state.extensions = state.extensions.filter((alias) => alias !== "uplink-status-propagation");
      },
    });
    expect(resultOf(findings, "uplink status")).toMatch(expected);
  });
});
