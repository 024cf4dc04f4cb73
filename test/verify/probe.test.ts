import { spawnSync } from "node:child_process";
import { parseEvidence } from "../../verify/evidence";
import { type Expectation, expectedEvidence } from "../../verify/expectation";
import { probeProgram } from "../../verify/probe";
import { ailing, arpExpectation, expectation, goodArpEvidence, goodEvidence } from "./evidence";
import { gather, PROBE, python } from "./guest";

/** Of each case, whether the guest's own comparison takes what is seen for what is expected. */
function guestAccepts(cases: readonly (readonly [Expectation, seen: unknown])[]): boolean[] {
  const { stdout } = python(
    "print(json.dumps([matches(expected, seen) for expected, seen in json.loads(sys.argv[1])]))",
    JSON.stringify(cases.map(([expected, seen]) => [expectedEvidence(expected), seen])),
  );
  return JSON.parse(stdout) as boolean[];
}

describe("the probe's comparison in the guest", () => {
  it("accepts what the judge accepts", () => {
    expect(
      guestAccepts([
        [expectation, goodEvidence()],
        [arpExpectation, goodArpEvidence()],
        [
          { ...expectation, pings: [], dns: undefined },
          { ...goodEvidence(), pings: [], dns: [] },
        ],
      ]),
    ).toEqual([true, true, true]);
  });

  it("refuses what the judge refuses, and a VNF without a bond", () => {
    const accepted = guestAccepts([
      ...ailing.map(([, expected, evidence]) => [expected, evidence] as const),
      [expectation, { ...goodEvidence(), bond: null }],
    ]);
    const names = [...ailing.map(([name]) => name), "there is no bond"];
    expect(names.filter((_, index) => accepted[index] !== false)).toEqual([]);
  });
});

describe("the probe", () => {
  const shortly = { bootupTime: 1, recoveryWait: 1 };

  it("prints evidence of the agreed shape and exits 1 on a machine that is no such VNF", () => {
    const { status, stdout } = spawnSync("python3", ["-"], {
      input: probeProgram({ ...expectation, pings: [], dns: undefined }, shortly),
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(parseEvidence(stdout)).toMatchObject({ bond: null, cloudInit: { ended: false } });
  });

  it("carries names of any script into the guest unharmed", () => {
    const name = "a\"'\\\u2028é";
    const program = probeProgram({ ...expectation, bond: { ...expectation.bond, name } }, shortly);
    const request = program.slice(program.lastIndexOf("main("));
    const { stdout } = spawnSync("python3", ["-"], {
      input: `import json\ndef main(request): print(json.dumps(request["bond"]))\n${request}`,
      encoding: "utf8",
    });
    expect(JSON.parse(stdout)).toBe(name);
  });

  it("gathers what the kernel shows of a dual-stack bond that asks by ARP", () => {
    const options = {
      mode: "active-backup 1",
      fail_over_mac: "active 1",
      miimon: "0",
      updelay: "0",
      downdelay: "0",
      arp_interval: "250",
      arp_ip_target: "172.16.1.1 172.16.1.2",
      arp_validate: "all 3",
      primary_reselect: "failure 2",
      num_grat_arp: "5",
      mii_status: "up",
      primary: "ens5",
      active_slave: "ens5",
      slaves: "ens5",
    };
    const net = {
      ...Object.fromEntries(Object.entries(options).map(([key, value]) => [`bond0/bonding/${key}`, value])),
      "bond0/mtu": "8950",
      "ens5/bonding_slave/perm_hwaddr": "fa:16:3e:00:00:01",
      "ens5/bonding_slave/mii_status": "up",
      "ens5/bonding_slave/link_failure_count": "0",
      "ens5/device/vendor": "0x1af4",
      "ens3/address": "fa:16:3e:00:00:04",
      "ens3/device/vendor": "0x1af4",
    };
    const nodes = {
      "node0/cpulist": "0-1",
      "node0/meminfo": "Node 0 MemTotal:         501760 kB\nNode 0 MemFree: 1 kB",
      "node1/cpulist": "2-3",
      "node1/meminfo": "Node 1 MemTotal:         514048 kB",
    };
    const inet6 = { family: "inet6", prefixlen: 64, scope: "global" };
    const ip = {
      "address show": [
        { ifname: "lo", addr_info: [{ family: "inet", local: "127.0.0.1", scope: "host" }] },
        { ifname: "ens3", addr_info: [{ family: "inet", local: "10.10.10.101", scope: "global" }] },
      ],
      "address show dev bond0": [
        {
          addr_info: [
            { family: "inet", local: "172.16.1.10", prefixlen: 24, scope: "global" },
            { ...inet6, local: "2001:db8::10", tentative: true },
            { ...inet6, local: "2001:db8::11", tentative: true, dadfailed: true },
            { ...inet6, local: "fe80::f816:3eff:fe00:1", scope: "link" },
          ],
        },
      ],
      "-4 route show default": [{ dst: "default", gateway: "172.16.1.1", dev: "bond0", metric: 50 }],
      "-6 route show default": [
        { dst: "default", gateway: "fe80::2", dev: "ens3", metric: 1024 },
        { dst: "default", gateway: "fe80::1", dev: "bond0", metric: 50 },
      ],
    };
    const { stdout, pings } = gather(
      { net, nodes, ip },
      {
        bond: "bond0",
        pings: goodEvidence().pings.map(({ address, over }) => ({ address, over })),
        dns: null,
      },
    );
    const { bond, ...others } = parseEvidence(stdout);
    expect(bond).toEqual({
      name: "bond0",
      mode: "active-backup",
      failOverMac: "active",
      linkMonitor: goodArpEvidence().bond.linkMonitor,
      primaryReselect: "failure",
      gratuitousArps: 5,
      active: true,
      mii: "up",
      mtu: 8950,
      slaves: [
        {
          name: "ens5",
          mac: "fa:16:3e:00:00:01",
          mii: "up",
          primary: true,
          active: true,
          linkFailures: 0,
          driver: null,
          numaNode: null,
        },
      ],
      addresses: [
        { address: "172.16.1.10/24", tentative: false, dadFailed: false },
        { address: "2001:db8::10/64", tentative: true, dadFailed: false },
        { address: "2001:db8::11/64", tentative: true, dadFailed: true },
      ],
    });
    expect(others).toMatchObject({
      preferredRoute: goodEvidence().preferredRoute,
      numaNodes: goodEvidence().numaNodes,
      interfaces: [{ name: "ens3", mac: "fa:16:3e:00:00:04", addresses: ["10.10.10.101"] }],
      pings: goodEvidence().pings,
      bondingModule: true,
      clockSynchronized: true,
    });
    expect(pings).toEqual([
      "-4 -n -c 1 -W 1 -I 10.10.10.101 10.10.10.1",
      "-4 -n -c 1 -W 1 -I bond0 172.16.1.1",
      "-6 -n -c 1 -W 1 -I bond0 fe80::1",
    ]);
  });

  it("runs on the oldest Python a guest may have: it uses no syntax newer than 3.6", () => {
    const { status, stderr } = spawnSync(
      "python3",
      ["-c", "import ast,sys; ast.parse(sys.stdin.read(), feature_version=(3, 6))"],
      {
        input: PROBE,
        encoding: "utf8",
      },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

describe("parseEvidence", () => {
  it("finds the document between other lines", () => {
    expect(parseEvidence(`banner\n${JSON.stringify(goodEvidence())}\nProcess exited\n`)).toEqual(
      goodEvidence(),
    );
  });

  it.each([
    ["", "it is empty"],
    ["bash: python3: command not found", "command not found"],
    ['{"hostname": 5}', "hostname"],
    ['{"hostname": "a"', "hostname"],
  ])("says what it saw instead of evidence: %j", (output, seen) => {
    expect(() => parseEvidence(output)).toThrow(seen);
  });
});
