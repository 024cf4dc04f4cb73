import { told } from "../faults";
import { changed, fullConfig, type Raw } from "../full";

/** The full configuration with a flavor of its own. */
const created = changed(fullConfig(), ({ flavor }) => {
  flavor.adopt = false;
});

describe("NUMA nodes, NICs and the flavor", () => {
  it.each([
    [
      "both VFs on one physical network",
      (raw: Raw) => (raw.sriov[1].physicalNetwork = "physnet1"),
      'sriov[1].physicalNetwork "physnet1" is the first SR-IOV network\'s too: name the physical network of a second NIC, or both VFs fail together',
    ],
    [
      "both NICs on one NUMA node",
      (raw: Raw) => (raw.sriov[1].numaNode = 1),
      "sriov[1].numaNode 1 is the first SR-IOV network's too: the pair needs NICs of two NUMA nodes",
    ],
    [
      "a NIC on a node that the flavor does not span",
      (raw: Raw) => (raw.sriov[0].numaNode = 3),
      "sriov[0].numaNode 3 is outside the 3 nodes that the flavor spans: use a node below 3, or raise cpnr:flavor.numaNodes",
    ],
    [
      "vCPUs that do not divide over the nodes",
      (raw: Raw) => (raw.flavor.vcpus = 7),
      "flavor.vcpus 7 does not divide over 3 NUMA nodes: use a multiple of 3",
    ],
    [
      "RAM that does not divide over the nodes",
      (raw: Raw) => (raw.flavor.ram = 8192),
      "flavor.ram 8192 does not divide over 3 NUMA nodes: use a multiple of 3",
    ],
    [
      "a node's RAM that is no whole number of pages of 1 GB",
      (raw: Raw) => (raw.flavor.ram = 3 * 1000),
      "flavor.ram 3000 is 1000 MiB on each of 3 NUMA nodes, which is no number of whole pages (cpnr:flavor.pageSize 1GB): use a multiple of 3072",
    ],
    [
      "a node's RAM that is no whole number of any large pages",
      (raw: Raw) => {
        raw.flavor.pageSize = "large";
        raw.flavor.ram = 3 * 1001;
      },
      "flavor.ram 3003 is 1001 MiB on each of 3 NUMA nodes, which is no number of whole pages (cpnr:flavor.pageSize large): use a multiple of 6",
    ],
  ])("may not be %s", (_, change, expected) => {
    expect(told(changed(created, change))).toEqual([expected]);
  });

  it("leave an adopted flavor's size alone", () => {
    const adopted = changed(fullConfig(), (raw) => {
      raw.flavor = { name: "spanning", adopt: true, vcpus: 5, ram: 1001 };
      raw.sriov[1].numaNode = 7;
    });
    expect(told(adopted)).toEqual([]);
  });
});
