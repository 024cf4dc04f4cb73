import { openstack } from "../../lab/client/commands";
import { labStack, MINUTE } from "./stack";

/** `pulumi destroy` of the stack. */
export function destruction(): void {
  it(
    "leaves no resource in the cloud",
    async () => {
      await (await labStack()).destroy();
      for (const kind of ["server", "port", "network", "subnet"]) {
        expect(await openstack(kind, "list")).toEqual([]);
      }
      expect(await openstack("flavor", "list", "--all")).toEqual([]);
    },
    5 * MINUTE,
  );
}
