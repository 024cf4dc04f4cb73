import { runOpenstack } from "../../lab/client/commands";
import { namesOf, OwnStack } from "../lab/ownStack";
import { MINUTE } from "../lab/stack";

/** Resources with the stack's mark that its state does not know. */
export function orphans(): void {
  const stack = new OwnStack("orphaned");
  beforeAll(async () => {
    await stack.create();
    expect(await stack.up()).toMatchObject({ code: 0 });
  }, 10 * MINUTE);
  afterAll(() => stack.remove(), 5 * MINUTE);

  it(
    "are listed by cpnr orphans, which deletes them or takes them into the state",
    async () => {
      await runOpenstack(
        "network",
        "create",
        "--description",
        "cpnr-stack=cpnr/orphaned",
        "orphaned-planted",
      );
      await forgetFlavorAndServer(stack);
      const listed = await stack.cpnr("orphans");
      expect(listed.code).toBe(1);
      const idOf = (name: string) => new RegExp(`${name} +│ ([\\w-]+)`).exec(listed.text)?.[1] as string;
      const imported = await stack.cpnr("orphans", "--import", idOf("orphaned-flavor"));
      expect(imported.text).toContain('Took flavor "orphaned-flavor"');
      const rest = [idOf("orphaned-planted"), idOf("orphaned-dns-1")];
      const deleted = await stack.cpnr("orphans", "--delete", ...rest);
      expect(deleted.text).toContain('Deleted network "orphaned-planted"');
      expect(deleted.text).toContain('Deleted server "orphaned-dns-1"');
      expect(deleted.code).toBe(0);
      expect((await stack.up()).code).toBe(0);
      expect((await stack.pulumi("up", "--yes", "--expect-no-changes")).code).toBe(0);
    },
    6 * MINUTE,
  );

  it(
    "stop the next up if no interrupted creation explains them, because the state may be lost",
    async () => {
      await forgetFlavorAndServer(stack);
      const { code, text } = await stack.up();
      expect(code).not.toBe(0);
      expect(text).toMatch(
        /flavor "orphaned-flavor" \([\w-]+\) is in the cloud with the mark of stack cpnr\/orphaned, but not in the stack's state: .*`cpnr orphans`/,
      );
      expect(await namesOf(stack, "flavor")).toContain("orphaned-flavor");
      expect((await stack.cpnr("orphans", "--import", "all")).code).toBe(0);
    },
    4 * MINUTE,
  );
}

/** Removes the flavor, and the server that depends on it, from the stack's state, but not from the cloud. */
async function forgetFlavorAndServer(stack: OwnStack): Promise<void> {
  const flavor = "cpnr:index:DnsService$cpnr:index:CrossNumaFlavor$openstack:compute/flavor:Flavor";
  const urn = `urn:pulumi:${stack.name}::cpnr::${flavor}::cpnr-cross-numa-flavor`;
  const { code, text } = await stack.pulumi("state delete", urn, "--target-dependents", "--yes");
  expect({ code, text }).toMatchObject({ code: 0 });
}
