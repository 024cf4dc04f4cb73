import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { openstack, ROOT, runOpenstack } from "../../lab/client/commands";
import { OwnStack } from "./ownStack";
import { MINUTE } from "./stack";

/** Moments in s from the start of `pulumi up` to the server's creation. The long suite has many more. */
const MOMENTS = [2.5, 3.9, 6];

/** A deployment that is killed: the next one continues, and nothing is left that the state does not know. */
export function killedDeployment(): void {
  const stack = new OwnStack("killed");
  beforeAll(() => stack.create(), MINUTE);
  afterAll(() => stack.remove(), 5 * MINUTE);

  it(
    "is continued by the next up to a verified VNF, without a second resource of any kind",
    async () => {
      for (const moment of MOMENTS) {
        await killUp(stack, () => pause(moment * 1000));
      }
      const locked = await stack.up();
      expect(locked.code).not.toBe(0);
      expect(locked.text).toContain("pulumi cancel");
      await stack.pulumi("cancel", "--yes");
      const { code, text } = await stack.up();
      expect(text).not.toContain("error:");
      expect(code).toBe(0);
      expect(await namesOf("network")).toEqual(["killed-management", "killed-sriov-1", "killed-sriov-2"]);
      expect(await namesOf("server")).toEqual(["killed-dns-1"]);
      expect((await namesOf("port")).length).toBe(3);
      expect(await stack.cpnr("orphans", "--delete", "all")).toMatchObject({
        code: 0,
        text: expect.stringContaining("Stack killed has no orphans."),
      });
      expect((await stack.pulumi("up", "--yes", "--expect-no-changes")).text).not.toContain(
        "pending operations",
      );
    },
    8 * MINUTE,
  );

  it(
    "leaves orphans that cpnr lists, and deletes or takes into the state",
    async () => {
      await runOpenstack("network", "create", "--description", "cpnr-stack=cpnr/killed", "killed-planted");
      await forgetFlavorAndServer(stack);
      const listed = await stack.cpnr("orphans");
      expect(listed.code).toBe(1);
      const idOf = (name: string) => new RegExp(`${name} +│ ([\\w-]+)`).exec(listed.text)?.[1] as string;
      const imported = await stack.cpnr("orphans", "--import", idOf("killed-flavor"));
      expect(imported.text).toContain('Took flavor "killed-flavor"');
      const rest = [idOf("killed-planted"), idOf("killed-dns-1")];
      const deleted = await stack.cpnr("orphans", "--delete", ...rest);
      expect(deleted.text).toContain('Deleted network "killed-planted"');
      expect(deleted.text).toContain('Deleted server "killed-dns-1"');
      expect(deleted.code).toBe(0);
      expect((await stack.up()).code).toBe(0);
      expect((await stack.pulumi("up", "--yes", "--expect-no-changes")).code).toBe(0);
    },
    6 * MINUTE,
  );

  it(
    "is not continued over a resource that no interrupted creation explains, because the state may be lost",
    async () => {
      await forgetFlavorAndServer(stack);
      const { code, text } = await stack.up();
      expect(code).not.toBe(0);
      expect(text).toMatch(
        /flavor "killed-flavor" \([\w-]+\) is in the cloud with the mark of stack cpnr\/killed, but not in the stack's state: .*`cpnr orphans`/,
      );
      expect(await namesOf("flavor")).toContain("killed-flavor");
      expect((await stack.cpnr("orphans", "--import", "all")).code).toBe(0);
    },
    4 * MINUTE,
  );

  it(
    "leaves nothing after destroy",
    async () => {
      expect((await stack.pulumi("destroy", "--yes", "--skip-preview")).code).toBe(0);
      expect(await stack.cpnr("orphans")).toMatchObject({ code: 0 });
      for (const kind of ["network", "server", "port", "flavor"]) {
        expect(await namesOf(kind)).toEqual([]);
      }
    },
    4 * MINUTE,
  );
}

/**
 * Starts `pulumi up` and kills it by SIGKILL, as a lost machine does. It leaves the stack locked.
 * @param moment resolves at the moment of the kill
 * @returns the exit code of an `up` that ended before that moment
 */
export async function killUp(
  stack: OwnStack,
  moment: (up: ChildProcess) => Promise<unknown>,
): Promise<number | null> {
  await stack.pulumi("cancel", "--yes");
  const { argv, env } = stack.command("up", "--yes", "--skip-preview");
  const up = spawn(argv[0] as string, argv.slice(1), {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "ignore"],
  });
  up.stdout.resume();
  const ended = once(up, "exit");
  await Promise.race([moment(up), ended]);
  up.kill("SIGKILL");
  await ended;
  return up.exitCode;
}

/** Names of the stack's resources in the cloud. */
async function namesOf(kind: string): Promise<string[]> {
  const all = await openstack<{ Name: string }[]>(kind, "list");
  return all
    .map(({ Name }) => Name)
    .filter((name) => name.startsWith("killed-"))
    .sort();
}

/** Removes the flavor, and the server that depends on it, from the stack's state, but not from the cloud. */
async function forgetFlavorAndServer(stack: OwnStack): Promise<void> {
  const flavor = "cpnr:index:DnsService$cpnr:index:CrossNumaFlavor$openstack:compute/flavor:Flavor";
  const urn = `urn:pulumi:${stack.name}::cpnr::${flavor}::cpnr-cross-numa-flavor`;
  const { code, text } = await stack.pulumi("state delete", urn, "--target-dependents", "--yes");
  expect({ code, text }).toMatchObject({ code: 0 });
}
