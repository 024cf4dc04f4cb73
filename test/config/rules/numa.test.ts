import { faultSentences } from "../faults";
import { changed, fullConfig, type Raw } from "../full";

/** The full configuration with a flavor to be created. */
const withCreatedFlavor = changed(fullConfig(), ({ flavor }) => {
  flavor.adopt = false;
});

describe("NUMA nodes, NICs and the flavor", () => {
  it.each([
    [
      "both VFs on one physical network",
      (raw: Raw) => (raw.sriov[1].physicalNetwork = "physnet1"),
      'sriov[1].physicalNetwork "physnet1" is also the physical network of the first SR-IOV network: use the physical network of a second NIC, or both VFs fail together',
    ],
    [
      "both NICs on one NUMA node",
      (raw: Raw) => (raw.sriov[1].numaNode = 1),
      "sriov[1].numaNode 1 is also the NUMA node of the first SR-IOV network: use NICs on two different NUMA nodes",
    ],
    [
      "vCPUs that can't be divided equally between the NUMA nodes",
      (raw: Raw) => (raw.flavor.vcpus = 7),
      "flavor.vcpus 7 can't be divided equally between 3 NUMA nodes: use a multiple of 3",
    ],
    [
      "RAM that can't be divided equally between the NUMA nodes",
      (raw: Raw) => (raw.flavor.ram = 8192),
      "flavor.ram 8192 can't be divided equally between 3 NUMA nodes: use a multiple of 3",
    ],
    [
      "RAM of a NUMA node that is not a whole number of 1 GB pages",
      (raw: Raw) => (raw.flavor.ram = 3 * 1000),
      "flavor.ram 3000 is 1000 MiB on each of 3 NUMA nodes, which is not a whole number of pages (cpnr:flavor.pageSize 1GB): use a multiple of 3072",
    ],
    [
      "RAM of a NUMA node that is not a whole number of large pages",
      (raw: Raw) => {
        raw.flavor.pageSize = "large";
        raw.flavor.ram = 3 * 1001;
      },
      "flavor.ram 3003 is 1001 MiB on each of 3 NUMA nodes, which is not a whole number of pages (cpnr:flavor.pageSize large): use a multiple of 6",
    ],
  ])("are rejected with %s", (_, change, expected) => {
    expect(faultSentences(changed(withCreatedFlavor, change))).toEqual([expected]);
  });

  it("can be any two nodes of a host: a flavor has a number of nodes, not which ones", () => {
    const elsewhere = changed(withCreatedFlavor, ({ sriov, flavor }) => {
      [sriov[0].numaNode, sriov[1].numaNode] = [2, 5];
      Object.assign(flavor, { numaNodes: 2, vcpus: 4, ram: 4096 });
    });
    expect(faultSentences(elsewhere)).toEqual([]);
  });

  it("are not compared with the size of an adopted flavor", () => {
    const adopted = changed(fullConfig(), (raw) => {
      raw.flavor = { name: "spanning", adopt: true, vcpus: 5, ram: 1001 };
      raw.sriov[1].numaNode = 7;
    });
    expect(faultSentences(adopted)).toEqual([]);
  });
});
