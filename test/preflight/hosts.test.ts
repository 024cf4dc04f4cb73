import {
  boundPort,
  type Case,
  capacityOf,
  found,
  hypervisor,
  judged,
  nicAgent,
  OWNER,
  type Raw,
} from "./cloud";

/** VNFs after the lab's one, so many. */
const further = (count: number) => (raw: Raw) => {
  const [first] = raw.vnfs;
  raw.vnfs.push(...Array.from({ length: count }, (_, index) => ({ ...first, name: `vnf-${index}` })));
};

describe("free VFs", () => {
  const taken =
    (count: number): NonNullable<Case["cloud"]> =>
    (seen) => {
      seen.bound = [
        ...Array.from({ length: count }, (_, index) => boundPort("compute-1", "sriov0", index)),
        boundPort("compute-9", "sriov0", 99),
        boundPort("compute-1", "sriov1", 98),
      ];
    };

  it.each([
    [
      "fail where ports have them all",
      taken(8),
      /^fail: 1 needed: compute-1 has 0 of 8 free. Delete ports of type direct there, or correct cpnr:sriov\[0\].virtualFunctions/,
    ],
    ["pass where one is left", taken(7), /^pass: 1 needed: compute-1 has 1 of 8 free/],
  ])("%s", (_, cloud, expected) => {
    expect(found(judged({ cloud }), "VFs", "sriov0")).toMatch(expected);
  });

  it("are not checked where nobody says how many there are", () => {
    const checks = judged({
      settings: (raw) => {
        delete raw.sriov[0].virtualFunctions;
      },
    });
    expect(found(checks, "VFs", "sriov0")).toBe(
      "not checked: Not known: no API tells how many VFs a NIC has; cpnr:sriov[0].virtualFunctions would.",
    );
    expect(found(checks, "placement")).toMatch(/^not checked: Not known in full: no API tells/);
  });

  it("need none for a VNF that is there", () => {
    const checks = judged({
      cloud: (seen) => {
        taken(8)(seen);
        seen.servers = [{ id: "a", name: "cpnr-dns-1", metadata: { "cpnr-stack": OWNER } }];
      },
    });
    expect(found(checks, "VFs", "sriov0")).toMatch(/^pass: 0 needed/);
    expect(found(checks, "placement")).toBe("pass: Every VNF has its server already.");
  });
});

describe("CPUs, RAM and disk", () => {
  it.each([
    [
      "fail where a CPU is short",
      capacityOf(3),
      /^fail: 1 of 4 dedicated CPUs, 8192 MiB and 40 GiB each needed: compute-1 takes 0/,
    ],
    ["pass where they are enough", capacityOf(4), /^pass: .*compute-1 takes 1/],
  ])("%s", (_, summary, expected) => {
    const checks = judged({
      cloud: (seen) => {
        seen.capacity = { "provider-compute-1": summary };
      },
    });
    expect(found(checks, "CPUs, RAM, disk")).toMatch(expected);
  });

  it("count only hosts that are up", () => {
    const checks = judged({
      cloud: (seen) => {
        seen.hypervisors = [{ ...hypervisor("compute-1"), state: "down" }];
      },
    });
    expect(found(checks, "CPUs, RAM, disk")).toMatch(/^fail: .*no host has any/);
  });
});

describe("a VNF's availability zone and host", () => {
  it.each([
    [
      "availability zone",
      "availabilityZone",
      "nvoa",
      /^fail: There is no availability zone "nvoa": .*did you mean "nova"\?/,
    ],
    ["availability zone", "availabilityZone", "nova", /^pass: It is available/],
    [
      "host",
      "host",
      "compute-l",
      /^fail: There is no compute host "compute-l": .*did you mean "compute-1"\?/,
    ],
    ["host", "host", "compute-1", /^pass: It is up and enabled/],
  ])("%s, as %s %s", (name, field, value, expected) => {
    const checks = judged({
      settings: (raw) => {
        raw.vnfs[0][field] = value;
      },
    });
    expect(found(checks, name)).toMatch(expected);
  });

  it("fail where the zone is not available, or the host is disabled", () => {
    const checks = judged({
      settings: (raw) => {
        raw.vnfs[0].availabilityZone = "nova";
        raw.vnfs[0].host = "compute-1";
      },
      cloud: (seen) => {
        seen.zones = [{ zoneName: "nova", zoneState: { available: false } }];
        seen.hypervisors = [{ ...hypervisor("compute-1"), status: "disabled" }];
      },
    });
    expect(found(checks, "availability zone")).toMatch(/^fail: It is not available/);
    expect(found(checks, "host")).toMatch(/^fail: It is up and disabled/);
  });
});

describe("the VNFs' placement", () => {
  /** Two hosts, the first of which has VFs and CPUs for `first` VNFs and the second for many. */
  const twoHosts =
    (first: number): NonNullable<Case["cloud"]> =>
    (seen) => {
      seen.agents = [nicAgent("compute-1"), nicAgent("compute-2")];
      seen.hypervisors = [hypervisor("compute-1"), hypervisor("compute-2")];
      seen.capacity = { "provider-compute-1": capacityOf(4 * first), "provider-compute-2": capacityOf(8) };
      seen.zoneHosts = [
        { zoneName: "east", zoneState: { available: true }, hosts: { "compute-1": {} } },
        { zoneName: "west", zoneState: { available: true }, hosts: { "compute-2": {} } },
      ];
    };

  it("passes where each finds a host, over several", () => {
    const checks = judged({ settings: further(2), cloud: twoHosts(1) });
    expect(found(checks, "placement")).toBe("pass: 3 of 3 VNFs to be created find a host.");
  });

  it("fails by name where one finds none", () => {
    const checks = judged({ settings: further(3), cloud: twoHosts(1) });
    expect(found(checks, "placement")).toMatch(/^fail: 3 of 4 VNFs to be created find a host, vnf-2 not/);
  });

  it("gives the places of a zone to those first that may be nowhere else", () => {
    const checks = judged({
      settings: (raw) => {
        further(2)(raw);
        raw.vnfs[2].availabilityZone = "east";
      },
      cloud: twoHosts(1),
    });
    expect(found(checks, "placement")).toMatch(/^pass: 3 of 3/);
  });

  it("fails where the zone or the host asked for is full, though others are not", () => {
    for (const where of [{ availabilityZone: "east" }, { host: "compute-1" }]) {
      const checks = judged({
        settings: (raw) => {
          Object.assign(raw.vnfs[0], where);
        },
        cloud: twoHosts(0),
      });
      expect(found(checks, "placement")).toMatch(/^fail: 0 of 1/);
    }
  });

  it("fails by what is seen, even where not all is", () => {
    const checks = judged({ cloud: twoHosts(0), settings: further(2), unknown: ["bound"] });
    expect(found(checks, "placement")).toMatch(/^fail: 2 of 3/);
  });
});
