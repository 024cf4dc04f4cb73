import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import {
  BOND_ADDRESS,
  cpnr,
  openstack,
  plugCables,
  ROOT,
  runOpenstack,
  runOrThrow,
  setCable,
} from "../../lab/client/commands";
import { Cloud } from "../../openstack/cloud";
import { faultsIn } from "../../report/finding";
import type { Raw } from "../lab/changedConfig";
import { unansweredDuring } from "../lab/dnsClient";
import { plugCablesUntilHealthy, verify, waitUntilHealthy } from "../lab/health";
import { activeSlave, inLabVnf, labStack, labVnf, MINUTE } from "../lab/stack";
import { withoutNamespace } from "../settings";
import { eightVnfs } from "./eightVnfs";
import { otherRenderers, renderers } from "./renderers";
import { twoHosts } from "./twoHosts";

/** Maximum number of queries without a response while a cable is pulled: one second of queries. */
const MAX_UNANSWERED = 50;

const VNF = "cpnr-dns-1";
const PORT = `${VNF}-management`;

/** Connections by where they came to, in a form with TLS (lab/cpnrlab/front.py). */
const COUNTS = join(ROOT, "lab/run/tls/counts.json");

const form = readFileSync(join(ROOT, "lab/run/form"), "utf8").trim();

/** What `pulumi preview --refresh --diff` prints for the lab's stack. */
function previewWithRefresh(): Promise<string> {
  const args = ["preview", "--stack", "lab", "--refresh", "--diff", "--non-interactive", "--color", "never"];
  return runOrThrow("pulumi", args);
}

/** The ports that the stack only adopts. */
function adoptedPorts(): string[] {
  const { config } = parse(readFileSync(process.env.PULUMI_OPTION_CONFIG_FILE as string, "utf8"));
  const [vnf] = (withoutNamespace(config) as Raw).vnfs;
  return Object.values<string>(vnf.adoptPorts ?? {}).sort();
}

// `lab/lab deploy --form NAME` has deployed the lab's stack. The tests share it, so their order matters.
describe(`the form ${form}`, () => {
  afterEach(plugCables, MINUTE);

  it(
    "has a verified VNF after a deployment",
    async () => {
      await waitUntilHealthy();
      expect(faultsIn(await verify())).toEqual([]);
    },
    6 * MINUTE,
  );

  it(
    "is settled: a second up changes nothing, and neither does an up after a refresh",
    async () => {
      const stack = await labStack();
      await stack.up({ expectNoChanges: true });
      await stack.refresh();
      await stack.up({ expectNoChanges: true });
    },
    5 * MINUTE,
  );

  if (adoptedPorts().length === 0) {
    it(
      "shows drift of a port, and an up reverts it",
      async () => {
        const { id } = await openstack<{ id: string }>("port", "show", PORT);
        await runOpenstack("port", "set", "--name", "renamed-by-hand", id);
        expect(await previewWithRefresh()).toContain("renamed-by-hand");
        await (await labStack()).up({ refresh: true });
        expect(await openstack("port", "show", id)).toMatchObject({ name: PORT });
      },
      5 * MINUTE,
    );
  } else {
    it(
      "shows a server that is missing, and an up makes it anew with the adopted ports",
      async () => {
        await runOpenstack("server", "delete", "--wait", VNF);
        expect(await previewWithRefresh()).toContain("instance:Instance::cpnr-cpnr-dns-1-server");
        await (await labStack()).up({ refresh: true });
        expect(faultsIn(await verify())).toEqual([]);
      },
      10 * MINUTE,
    );
  }

  it(
    "answers DNS queries while each cable is pulled in turn",
    async () => {
      const { evidence } = await labVnf();
      const nameOf = (primary: boolean) =>
        evidence.bond?.slaves.find((slave) => slave.primary === primary)?.name;
      for (const [physnet, other] of [
        ["sriov0", nameOf(false)],
        ["sriov1", nameOf(true)],
      ] as const) {
        const unanswered = await unansweredDuring(() => setCable(physnet, "down"), BOND_ADDRESS);
        expect(await activeSlave()).toBe(other);
        expect(unanswered).toBeLessThan(MAX_UNANSWERED);
        await plugCablesUntilHealthy();
      }
    },
    10 * MINUTE,
  );

  it(
    "has the same bond after a reboot",
    async () => {
      const before = await activeSlave();
      await runOpenstack("server", "reboot", "--hard", VNF);
      await waitUntilHealthy();
      expect(await activeSlave()).toBe(before);
    },
    6 * MINUTE,
  );

  if (form === "2025.2") {
    it(
      "has ports whose propagate_uplink_status `cpnr uplink` sets in place",
      async () => {
        const port = await openstack<{ id: string }>("port", "show", `${VNF}-sriov-1`);
        const cloud = await Cloud.connect();
        const body = { port: { propagate_uplink_status: false } };
        await cloud.change("network", "PUT", `/ports/${port.id}`, body);
        expect(faultsIn(await verify())).toMatchObject([{ check: "uplink status" }]);
        expect((await cpnr("uplink")).code).toBe(0);
        expect(faultsIn(await verify())).toEqual([]);
        expect(await openstack("port", "show", `${VNF}-sriov-1`)).toMatchObject({ id: port.id });
      },
      2 * MINUTE,
    );
  }

  if (form === "two-hosts") {
    describe("with two hosts", twoHosts);
    describe("with eight VNFs", eightVnfs);
  }

  if (form === "caching") {
    it(
      "has a DNS server that answers REFUSED to a query without RD",
      async () => {
        const query = (...options: string[]) =>
          inLabVnf(["dig", ...options, `@${BOND_ADDRESS}`, "www.example.test"].join(" "));
        expect(await query("+norecurse")).toContain("status: REFUSED");
        expect(await query("+recurse")).toContain("status: NOERROR");
      },
      MINUTE,
    );
  }

  if (otherRenderers(form).length > 0) {
    describe("with each other renderer that its guest can read", () => renderers(form));
  }

  it(
    "has no resource of the stack in the cloud after a destroy",
    async () => {
      await (await labStack()).destroy();
      expect(await cpnr("orphans")).toMatchObject({
        code: 0,
        text: expect.stringContaining("has no orphans"),
      });
      const servers = await openstack<{ Status: string }[]>("server", "list");
      // Nova 2025.2 lists a deleted server a moment longer.
      expect(servers.filter(({ Status }) => Status !== "DELETED")).toEqual([]);
      const ports = await openstack<{ Name: string }[]>("port", "list");
      expect(ports.map(({ Name }) => Name).sort()).toEqual(adoptedPorts());
    },
    5 * MINUTE,
  );

  if (existsSync(COUNTS)) {
    it("has reached the cloud only through the proxy, at the interface internal, in its own region", () => {
      const counts = JSON.parse(readFileSync(COUNTS, "utf8"));
      expect(counts).toEqual({ "through the proxy": expect.any(Number) });
    });
  }
});
