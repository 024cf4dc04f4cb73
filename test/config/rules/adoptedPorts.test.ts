import { faultSentences } from "../faults";
import { changed, fullConfig, type Raw } from "../full";

describe("The adopted ports of a VNF", () => {
  it.each([
    [
      "in a network that will be created",
      ({ management }: Raw) => (management.adopt = false),
      [1, 2].map(
        (vnf) =>
          `vnfs[${vnf - 1}].adoptPorts.management "port-m${vnf}" can't exist, because the network "management" will be created: set cpnr:management.adopt to true, or remove the port`,
      ),
    ],
    [
      "for two NICs",
      ({ vnfs }: Raw) => (vnfs[1].adoptPorts["sriov-2"] = "port-a1"),
      ['vnfs[1].adoptPorts.sriov-2 "port-a1" is already vnfs[0].adoptPorts.sriov-1: use another port'],
    ],
    [
      "with the name of a port that the program creates",
      ({ vnfs }: Raw) => (vnfs[0].adoptPorts = { "sriov-1": "dns-1-sriov-2" }),
      [
        'vnfs[0].adoptPorts.sriov-1 "dns-1-sriov-2" is also the name of a port that the program creates: use the id of the port',
      ],
    ],
  ])("are rejected %s", (_, change, expected) => {
    expect(faultSentences(changed(fullConfig(), change))).toEqual(expected);
  });

  it("are rejected without an orchestration network", () => {
    const raw = changed(fullConfig(), (all) => {
      delete all.orchestration;
      for (const vnf of all.vnfs) {
        delete vnf.orchestration;
      }
      delete all.vnfs[1].adoptPorts;
    });
    expect(faultSentences(raw)).toEqual([
      'vnfs[0].adoptPorts.orchestration "port-o1" has no network: configure cpnr:orchestration, or remove the port',
    ]);
  });
});
