import type { Candidates } from "../../openstack/candidates";
import { queryOf, resourceRequestsOf, type ServerFlavor } from "../../openstack/resourceRequest";
import type { ProviderSummary } from "../../openstack/resources";
import {
  boundPort,
  type Case,
  candidatesOn,
  hypervisor,
  nicAgent,
  type Raw,
  resultOf,
  runPreflight,
  serverWith,
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
        state.servers = [serverWith()];
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
      3,
      /^fail: 1 needed, each with 4 dedicated CPUs, 8192 MiB of RAM and 40 GiB of disk: compute-1 has room for 0/,
    ],
    ["passes if the resources are enough", 4, /^pass: .*compute-1 has room for 1/],
  ])("%s", (_, free, expected) => {
    const findings = runPreflight({
      cloud: (state) => {
        state.candidates = candidatesOn({ "provider-compute-1": free });
      },
    });
    expect(resultOf(findings, "CPUs, RAM, disk")).toMatch(expected);
  });

  it("counts the shared CPUs of a host without dedicated ones, with a warning: its cpu_shared_set is not visible", () => {
    const resultWith = (free: number) =>
      resultOf(
        runPreflight({
          cloud: (state) => {
            state.candidates = candidatesOn({ "provider-compute-1": free }, "VCPU");
          },
        }),
        "CPUs, RAM, disk",
      );
    expect(resultWith(4)).toMatch(
      /^warning: .*compute-1 has room for 1\. But Placement has no dedicated CPUs \(PCPU\) of compute-1, .*cpu_shared_set/,
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

/** Resources of a provider: capacity, and how much of it is used. */
const summary = (
  resources: Record<string, readonly [capacity: number, used: number]>,
  root_provider_uuid: string,
): ProviderSummary => ({
  resources: Object.fromEntries(
    Object.entries(resources).map(([name, [capacity, used]]) => [name, { capacity, used }]),
  ),
  root_provider_uuid,
});

describe("What Nova's scheduler asks Placement for", () => {
  const queryFor = (
    specs: Record<string, string>,
    image: Record<string, unknown> = {},
    disks: Partial<ServerFlavor> = {},
  ) => {
    const requests = resourceRequestsOf({ vcpus: 4, ram: 8192, disk: 40, specs, ...disks }, image);
    return "refused" in requests ? requests.refused : decodeURIComponent(queryOf(requests[0]));
  };
  const DEDICATED = { "hw:cpu_policy": "dedicated" };

  it.each<[string, string, RegExp]>([
    [
      "one more dedicated CPU for isolated threads of the emulator",
      queryFor({ ...DEDICATED, "hw:emulator_threads_policy": "isolate" }),
      /resources=DISK_GB:40,MEMORY_MB:8192,PCPU:5&/,
    ],
    ["the second disk and the swap disk", queryFor({}, {}, { ephemeral: 10, swap: 512 }), /DISK_GB:51,/],
    ["no disk if the flavor has none", queryFor({}, {}, { disk: 0 }), /resources=MEMORY_MB:8192,VCPU:4&/],
    [
      "what the flavor says instead",
      queryFor({ "resources:MEMORY_MB": "0" }),
      /resources=DISK_GB:40,VCPU:4&/,
    ],
    ["its own resource classes", queryFor({ "resources:CUSTOM_FPGA": "1" }), /resources=CUSTOM_FPGA:1,/],
    [
      "both kinds of CPUs for a mixed policy",
      queryFor({ "hw:cpu_policy": "mixed", "hw:cpu_dedicated_mask": "^0" }),
      /PCPU:3,VCPU:1&/,
    ],
    [
      "traits of the flavor and of the image",
      queryFor({ "trait:CUSTOM_SLOW": "forbidden" }, { "trait:CUSTOM_FAST": "required" }),
      /&required=CUSTOM_FAST,!CUSTOM_SLOW&/,
    ],
    [
      "hosts without hyperthreads for isolated CPU threads",
      queryFor({ ...DEDICATED, "hw:cpu_thread_policy": "isolate" }),
      /&required=!HW_CPU_HYPERTHREADING&/,
    ],
    ["a TPM", queryFor({ "hw:tpm_version": "2.0" }), /&required=COMPUTE_SECURITY_TPM_2_0&/],
    ["hosts that are enabled", queryFor({}), /&root_required=!COMPUTE_STATUS_DISABLED$/],
  ])("is %s", (_, query, expected) => {
    expect(query).toMatch(expected);
  });

  it("is nothing if Nova refuses the flavor", () => {
    expect(queryFor({ "hw:cpu_policy": "mixed" })).toMatch(
      /^hw:cpu_policy mixed needs hw:cpu_dedicated_mask/,
    );
  });
});

describe("The check of CPUs, RAM and disk, with the answers of Placement", () => {
  const HOSTS = ["compute-1", "compute-2"];

  /** The verdicts of the checks for `vnfs` VNFs on two hosts. */
  const resultsWith = (change: (candidates: Candidates) => Candidates, vnfs = 1) => {
    const findings = runPreflight({
      settings: addVnfs(vnfs - 1),
      cloud: (state) => {
        state.agents = HOSTS.map((host) => nicAgent(host));
        state.hypervisors = HOSTS.map(hypervisor);
        state.candidates = change(candidatesOn({}));
      },
    });
    return [resultOf(findings, "CPUs, RAM, disk"), resultOf(findings, "placement")];
  };

  const oneServer = { PCPU: 4, MEMORY_MB: 8192 };

  /** Two hosts with room for three servers each, and their disks on a storage with room for `servers`. */
  const onSharedStorage = (servers: number) => (candidates: Candidates) => ({
    ...candidates,
    first: {
      allocation_requests: HOSTS.map((host) => ({
        allocations: {
          [`provider-${host}`]: { resources: oneServer },
          storage: { resources: { DISK_GB: 40 } },
        },
      })),
      provider_summaries: {
        ...Object.fromEntries(
          HOSTS.map((host) => [
            `provider-${host}`,
            summary({ PCPU: [16, 4], MEMORY_MB: [65536, 0] }, `provider-${host}`),
          ]),
        ),
        storage: summary({ DISK_GB: [40 * servers + 39, 0] }, "storage"),
      },
    },
  });

  it("counts a storage that several hosts share once", () => {
    expect(resultsWith(onSharedStorage(2), 2)).toEqual([
      expect.stringMatching(/^pass: 2 needed.*compute-1 has room for 2, compute-2 has room for 2/),
      expect.stringMatching(/^pass/),
    ]);
    expect(resultsWith(onSharedStorage(2), 3)).toEqual([
      expect.stringMatching(/^fail: 3 needed/),
      expect.stringMatching(/^fail: There is a host for 2 of 3/),
    ]);
  });

  it("uses the disk of a host before a shared storage", () => {
    const withOwnDisk = (candidates: Candidates): Candidates => {
      const { first, ...others } = onSharedStorage(1)(candidates);
      const own = { allocations: { "provider-compute-1": { resources: { ...oneServer, DISK_GB: 40 } } } };
      const resources = { PCPU: [16, 4], MEMORY_MB: [65536, 0], DISK_GB: [50, 0] } as const;
      return {
        ...others,
        first: {
          allocation_requests: [...first.allocation_requests, own],
          provider_summaries: {
            ...first.provider_summaries,
            "provider-compute-1": summary(resources, "provider-compute-1"),
          },
        },
      };
    };
    expect(resultsWith(withOwnDisk, 2)[1]).toMatch(/^pass/);
    expect(resultsWith(withOwnDisk, 3)[1]).toMatch(/^fail: There is a host for 2 of 3/);
  });

  it("fails with Placement's words if it refuses the request, as for a trait that it does not know", () => {
    const [result] = resultsWith((candidates) => ({ ...candidates, refused: "No such trait(s): CUSTOM_X." }));
    expect(result).toMatch(
      /^fail: 1 needed.*: Placement refuses the request: No such trait\(s\): CUSTOM_X\./,
    );
  });

  it.each([
    ["without free dedicated CPUs", 8],
    ["with free dedicated CPUs that Placement refuses, such as hyperthreads for isolated CPU threads", 0],
  ])("refuses a host %s, although it has shared ones: Nova's NUMA filter does", (_, usedPcpus) => {
    const sharedOnly = (candidates: Candidates): Candidates => ({
      ...candidates,
      second: {
        allocation_requests: [
          { allocations: { "provider-compute-1": { resources: { VCPU: 4, MEMORY_MB: 8192, DISK_GB: 40 } } } },
        ],
        provider_summaries: {
          "provider-compute-1": summary(
            { PCPU: [8, usedPcpus], VCPU: [64, 0], MEMORY_MB: [65536, 0], DISK_GB: [500, 0] },
            "provider-compute-1",
          ),
        },
      },
    });
    expect(resultsWith(sharedOnly)[0]).toMatch(/^fail: .*compute-1 has room for 0/);
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

describe("The check of an availability zone of cpnr:placement", () => {
  it("names this setting", () => {
    const findings = runPreflight({
      settings: (raw) => {
        raw.placement = { availabilityZones: ["nvoa"] };
      },
    });
    expect(resultOf(findings, "availability zone")).toMatch(
      /^fail: There is no availability zone "nvoa": correct availabilityZones in cpnr:placement /,
    );
  });
});

describe("The check of the placement", () => {
  /** Creates two hosts: compute-1 with CPUs for `first` VNFs, and compute-2 with CPUs for two VNFs. */
  const twoHosts =
    (first: number): NonNullable<Case["cloud"]> =>
    (state) => {
      state.agents = [nicAgent("compute-1"), nicAgent("compute-2")];
      state.hypervisors = [hypervisor("compute-1"), hypervisor("compute-2")];
      state.candidates = candidatesOn({ "provider-compute-1": 4 * first, "provider-compute-2": 8 });
      state.zoneHosts = [
        { zoneName: "east", zoneState: { available: true }, hosts: { "compute-1": {} } },
        { zoneName: "west", zoneState: { available: true }, hosts: { "compute-2": {} } },
      ];
    };

  /** Adds VNFs that may share hosts. */
  const addVnfsTogether = (count: number) => (raw: Raw) => {
    addVnfs(count)(raw);
    raw.placement = { policy: "none" };
  };

  it("passes if there is a host for each VNF, on several hosts", () => {
    const findings = runPreflight({ settings: addVnfsTogether(2), cloud: twoHosts(1) });
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
        addVnfsTogether(2)(raw);
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

  describe("with a server group", () => {
    /** Preflight of `count` VNFs on two hosts that have room for all of them. */
    const placementOf = (policy: string, count: number, changes: Case = {}) =>
      resultOf(
        runPreflight({
          ...changes,
          settings: (raw) => {
            addVnfs(count - 1)(raw);
            raw.placement = { policy };
            changes.settings?.(raw);
          },
          cloud: (state) => {
            twoHosts(2)(state);
            changes.cloud?.(state);
          },
        }),
        "placement",
      );
    /** The server of the first VNF. @param host undefined: the credentials do not see it */
    const placedOn =
      (host: string | null | undefined): NonNullable<Case["cloud"]> =>
      (state) => {
        state.servers = [serverWith(host === undefined ? {} : { "OS-EXT-SRV-ATTR:host": host })];
      };

    it.each(["anti-affinity", "soft-anti-affinity"])(
      "passes if there is a host for each VNF (%s)",
      (policy) => {
        expect(placementOf(policy, 2)).toBe("pass: There is a host for 2 of 2 VNFs to be created.");
      },
    );

    it("fails with anti-affinity if two VNFs need one host, although it has room", () => {
      expect(placementOf("anti-affinity", 3)).toBe(
        "fail: There is a host without another VNF of the stack for 2 of 3 VNFs to be created, but none for vnf-1. cpnr:placement.policy is anti-affinity: free or add a host, or set the policy to soft-anti-affinity.",
      );
    });

    it("warns with soft-anti-affinity, and says nothing of it with none", () => {
      expect(placementOf("soft-anti-affinity", 3)).toBe(
        "warning: There is a host without another VNF of the stack for 2 of 3 VNFs to be created, but none for vnf-1: VNFs on one host fail together. Free or add a host.",
      );
      expect(placementOf("none", 3)).toMatch(/^pass/);
    });

    it("counts the hosts that have VNFs of the stack", () => {
      expect(placementOf("anti-affinity", 2, { cloud: placedOn("compute-1") })).toMatch(/^pass: .* 1 of 1/);
      expect(placementOf("anti-affinity", 3, { cloud: placedOn("compute-1") })).toMatch(
        /^fail: .* for 1 of 2 VNFs to be created, but none for vnf-1 \(compute-1 has cpnr-dns-1\)/,
      );
    });

    it("refuses the last host if it has a VNF of the stack", () => {
      const oneHost = placementOf("anti-affinity", 2, {
        cloud: (state) => {
          placedOn("compute-2")(state);
          state.hypervisors = [{ ...hypervisor("compute-1"), state: "down" }, hypervisor("compute-2")];
        },
      });
      expect(oneHost).toMatch(
        /^fail: .* for 0 of 1 VNFs to be created, but none for vnf-0 \(compute-2 has cpnr-dns-1\)/,
      );
    });

    it("counts no host of a server that Nova could not start", () => {
      expect(placementOf("anti-affinity", 3, { cloud: placedOn(null) })).toMatch(/^pass: .* 2 of 2/);
    });

    it("refuses nothing if the hosts of the VNFs are not visible", () => {
      expect(placementOf("anti-affinity", 3, { cloud: placedOn(undefined) })).toBe(
        "not checked: Partly unknown: only administrators see the hosts of the VNFs that exist.",
      );
    });

    it("counts the hosts of each zone", () => {
      const zones = (names: string[]) => (raw: Raw) => {
        raw.placement.availabilityZones = names;
      };
      expect(placementOf("anti-affinity", 2, { settings: zones(["east", "west"]) })).toMatch(
        /^pass: .* 2 of 2/,
      );
      expect(placementOf("anti-affinity", 2, { settings: zones(["east"]) })).toMatch(
        /^fail: .* 1 of 2 .* none for vnf-0/,
      );
    });
  });
});
