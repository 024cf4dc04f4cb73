import {
  boundPort,
  type Case,
  capacityOf,
  hypervisor,
  nicAgent,
  OWNER,
  type Raw,
  resultOf,
  runPreflight,
} from "./cloud";

/** Adds `count` VNFs after the VNF of the lab. */
const addVnfs = (count: number) => (raw: Raw) => {
  const [first] = raw.vnfs;
  raw.vnfs.push(...Array.from({ length: count }, (_, index) => ({ ...first, name: `vnf-${index}` })));
};

describe("The check of the free VFs", () => {
  /** Binds ports to `count` VFs of sriov0 on compute-1, and to VFs elsewhere. */
  const bindVfs =
    (count: number): NonNullable<Case["cloud"]> =>
    (state) => {
      state.bound = [
        ...Array.from({ length: count }, (_, index) => boundPort("compute-1", "sriov0", index)),
        boundPort("compute-9", "sriov0", 99),
        boundPort("compute-1", "sriov1", 98),
      ];
    };

  it.each([
    [
      "fails if all VFs are bound to ports",
      bindVfs(8),
      /^fail: 1 needed: compute-1 has 0 of 8 free. Delete ports of type direct on these hosts, or correct cpnr:sriov\[0\].virtualFunctions/,
    ],
    ["passes if one VF is free", bindVfs(7), /^pass: 1 needed: compute-1 has 1 of 8 free/],
  ])("%s", (_, cloud, expected) => {
    expect(resultOf(runPreflight({ cloud }), "VFs", "sriov0")).toMatch(expected);
  });

  it("is not made if the number of VFs is not configured", () => {
    const findings = runPreflight({
      settings: (raw) => {
        delete raw.sriov[0].virtualFunctions;
      },
    });
    expect(resultOf(findings, "VFs", "sriov0")).toBe(
      "not checked: Unknown: no API reports how many VFs a NIC has (set cpnr:sriov[0].virtualFunctions).",
    );
    expect(resultOf(findings, "placement")).toMatch(/^not checked: Partly unknown: no API reports/);
  });

  it("requires no VF for an existing VNF", () => {
    const findings = runPreflight({
      cloud: (state) => {
        bindVfs(8)(state);
        state.servers = [{ id: "a", name: "cpnr-dns-1", metadata: { "cpnr-stack": OWNER } }];
      },
    });
    expect(resultOf(findings, "VFs", "sriov0")).toMatch(/^pass: 0 needed/);
    expect(resultOf(findings, "placement")).toBe("pass: Every VNF already has its server.");
  });
});

describe("The check of CPUs, RAM and disk", () => {
  it.each([
    [
      "fails if one CPU is missing",
      capacityOf(3),
      /^fail: 1 needed, each with 4 dedicated CPUs, 8192 MiB of RAM and 40 GiB of disk: compute-1 has room for 0/,
    ],
    ["passes if the resources are enough", capacityOf(4), /^pass: .*compute-1 has room for 1/],
  ])("%s", (_, summary, expected) => {
    const findings = runPreflight({
      cloud: (state) => {
        state.capacity = { "provider-compute-1": summary };
      },
    });
    expect(resultOf(findings, "CPUs, RAM, disk")).toMatch(expected);
  });

  it("counts the shared CPUs of a host without dedicated ones, with a warning: its vcpu_pin_set is not visible", () => {
    const { PCPU: cpus, ...others } = capacityOf(4).resources;
    const resultWith = (free: number) =>
      resultOf(
        runPreflight({
          cloud: (state) => {
            const VCPU = { capacity: 28, used: 28 - free };
            state.capacity = { "provider-compute-1": { resources: { ...others, VCPU } } };
          },
        }),
        "CPUs, RAM, disk",
      );
    expect(cpus).toBeDefined();
    expect(resultWith(4)).toMatch(
      /^warning: .*compute-1 has room for 1\. .*\(PCPU\) of compute-1: .*vcpu_pin_set/,
    );
    expect(resultWith(3)).toMatch(/^fail: .*compute-1 has room for 0/);
  });

  it("counts only hosts that are up", () => {
    const findings = runPreflight({
      cloud: (state) => {
        state.hypervisors = [{ ...hypervisor("compute-1"), state: "down" }];
      },
    });
    expect(resultOf(findings, "CPUs, RAM, disk")).toMatch(/^fail: .*no host has room/);
  });
});

describe("The check of a VNF's availability zone and host", () => {
  it.each([
    [
      "availability zone",
      "availabilityZone",
      "nvoa",
      /^fail: There is no availability zone "nvoa": .*did you mean "nova"\?/,
    ],
    ["availability zone", "availabilityZone", "nova", /^pass: The zone is available/],
    [
      "host",
      "host",
      "compute-l",
      /^fail: There is no compute host "compute-l": .*did you mean "compute-1"\?/,
    ],
    ["host", "host", "compute-1", /^pass: The host is up and enabled/],
  ])("has the right result for the %s (%s: %s)", (name, field, value, expected) => {
    const findings = runPreflight({
      settings: (raw) => {
        raw.vnfs[0][field] = value;
      },
    });
    expect(resultOf(findings, name)).toMatch(expected);
  });

  it("fails if the zone is not available, and if the host is disabled", () => {
    const findings = runPreflight({
      settings: (raw) => {
        raw.vnfs[0].availabilityZone = "nova";
        raw.vnfs[0].host = "compute-1";
      },
      cloud: (state) => {
        state.zones = [{ zoneName: "nova", zoneState: { available: false } }];
        state.hypervisors = [{ ...hypervisor("compute-1"), status: "disabled" }];
      },
    });
    expect(resultOf(findings, "availability zone")).toMatch(/^fail: The zone is not available/);
    expect(resultOf(findings, "host")).toMatch(/^fail: The host is up and disabled/);
  });
});

describe("The check of the placement", () => {
  /** Creates two hosts: compute-1 with CPUs for `first` VNFs, and compute-2 with CPUs for two VNFs. */
  const twoHosts =
    (first: number): NonNullable<Case["cloud"]> =>
    (state) => {
      state.agents = [nicAgent("compute-1"), nicAgent("compute-2")];
      state.hypervisors = [hypervisor("compute-1"), hypervisor("compute-2")];
      state.capacity = { "provider-compute-1": capacityOf(4 * first), "provider-compute-2": capacityOf(8) };
      state.zoneHosts = [
        { zoneName: "east", zoneState: { available: true }, hosts: { "compute-1": {} } },
        { zoneName: "west", zoneState: { available: true }, hosts: { "compute-2": {} } },
      ];
    };

  it("passes if there is a host for each VNF, on several hosts", () => {
    const findings = runPreflight({ settings: addVnfs(2), cloud: twoHosts(1) });
    expect(resultOf(findings, "placement")).toBe("pass: There is a host for 3 of 3 VNFs to be created.");
  });

  it("fails with the name of the VNF for which there is no host", () => {
    const findings = runPreflight({ settings: addVnfs(3), cloud: twoHosts(1) });
    expect(resultOf(findings, "placement")).toMatch(
      /^fail: There is a host for 3 of 4 VNFs to be created, but none for vnf-2/,
    );
  });

  it("places VNFs with a zone first, because they have fewer possible hosts", () => {
    const findings = runPreflight({
      settings: (raw) => {
        addVnfs(2)(raw);
        raw.vnfs[2].availabilityZone = "east";
      },
      cloud: twoHosts(1),
    });
    expect(resultOf(findings, "placement")).toMatch(/^pass: There is a host for 3 of 3/);
  });

  it("fails if the configured zone or host is full, even if other hosts are free", () => {
    for (const where of [{ availabilityZone: "east" }, { host: "compute-1" }]) {
      const findings = runPreflight({
        settings: (raw) => {
          Object.assign(raw.vnfs[0], where);
        },
        cloud: twoHosts(0),
      });
      expect(resultOf(findings, "placement")).toMatch(/^fail: There is a host for 0 of 1/);
    }
  });

  it("fails because of known values, even if others are unknown", () => {
    const findings = runPreflight({ cloud: twoHosts(0), settings: addVnfs(2), unknown: ["bound"] });
    expect(resultOf(findings, "placement")).toMatch(/^fail: There is a host for 2 of 3/);
  });
});
