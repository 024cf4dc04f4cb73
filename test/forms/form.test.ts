import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  BOND_ADDRESS,
  cpnr,
  openstack,
  ROOT,
  runOpenstack,
  runOrThrow,
  setCable,
} from "../../lab/client/commands";
import { faultsIn } from "../../report/finding";
import { plugCablesUntilHealthy, verify, waitUntilHealthy } from "../lab/health";
import { activeSlave, labStack, MINUTE, unansweredDuring } from "../lab/stack";

/** Maximum number of queries without a response while a cable is pulled: one second of queries. */
const MAX_UNANSWERED = 50;

const PORT = "cpnr-dns-1-management";
/** Connections by where they came to, in a form with TLS (lab/cpnrlab/front.py). */
const COUNTS = join(ROOT, "lab/run/tls/counts.json");

const form = readFileSync(join(ROOT, "lab/run/form"), "utf8").trim();

// `lab/lab deploy --form NAME` has deployed the lab's stack. The tests share it, so their order matters.
describe(`the form ${form}`, () => {
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

  it(
    "shows drift of a port, and an up reverts it",
    async () => {
      const { description } = await openstack<{ description: string }>("port", "show", PORT);
      await runOpenstack("port", "set", "--description", "changed by hand", PORT);
      const args = ["--stack", "lab", "--refresh", "--diff", "--non-interactive", "--color", "never"];
      expect(await runOrThrow("pulumi", ["preview", ...args])).toContain("changed by hand");
      await (await labStack()).up({ refresh: true });
      expect(await openstack("port", "show", PORT)).toMatchObject({ description });
    },
    5 * MINUTE,
  );

  it(
    "answers DNS queries while each cable is pulled in turn",
    async () => {
      for (const physnet of ["sriov0", "sriov1"]) {
        const before = await activeSlave();
        expect(await unansweredDuring(() => setCable(physnet, "down"), BOND_ADDRESS)).toBeLessThan(
          MAX_UNANSWERED,
        );
        const isPrimary = physnet === "sriov0";
        expect((await activeSlave()) === before).toBe(!isPrimary);
        await plugCablesUntilHealthy();
      }
    },
    10 * MINUTE,
  );

  it(
    "has the same bond after a reboot",
    async () => {
      const before = await activeSlave();
      await runOpenstack("server", "reboot", "--hard", "cpnr-dns-1");
      await waitUntilHealthy();
      expect(await activeSlave()).toBe(before);
    },
    6 * MINUTE,
  );

  it(
    "has no resource of the stack in the cloud after a destroy",
    async () => {
      await (await labStack()).destroy();
      expect((await cpnr("orphans")).code).toBe(0);
      expect(await openstack("server", "list")).toEqual([]);
      expect(await openstack("port", "list")).toEqual([]);
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
