import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand, runOpenstack } from "../../lab/client/commands";
import type { Raw } from "./changedConfig";
import { OwnStack } from "./ownStack";
import { MINUTE } from "./stack";

const IMAGE = "broken-image";

/** A server that Nova can't start, because its image is not what its format says. */
export function failedServer(): void {
  const stack = new OwnStack("failed");
  const useImage = (name: string) => (raw: Raw) => {
    raw.image = { ...raw.image, name };
  };

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "cpnr-image-"));
    const file = join(folder, IMAGE);
    writeFileSync(file, "no qcow2");
    const format = ["--disk-format", "qcow2", "--container-format", "bare"];
    await runOpenstack("image", "create", "--file", file, ...format, IMAGE);
    rmSync(folder, { recursive: true });
    await stack.create(useImage(IMAGE));
  }, 2 * MINUTE);

  afterAll(async () => {
    await stack.remove();
    await runCommand("openstack", ["image", "delete", IMAGE]);
  }, 5 * MINUTE);

  it(
    "fails the deployment, and the next up at once, which says what to do; after that, up creates the server anew",
    async () => {
      const first = await stack.up();
      expect(first.code).not.toBe(0);
      expect(first.text).toContain("Nova could not start the server");
      const begunAt = performance.now();
      const second = await stack.up();
      expect(second.code).not.toBe(0);
      expect(performance.now() - begunAt).toBeLessThan(MINUTE);
      const advice =
        /error: .*Server "failed-dns-1" is in status ERROR .*delete it \(openstack server delete --wait ([-0-9a-f]+)\), and run pulumi up --refresh/;
      expect(second.text).toMatch(advice);
      const [, id = ""] = advice.exec(second.text) ?? [];
      await runOpenstack("server", "delete", "--wait", id);
      const { text } = await stack.pulumi("preview", "--refresh");
      expect(text).toMatch(/\+ +└?─? *openstack:compute:Instance +\S*failed-dns-1-server +create/);
    },
    5 * MINUTE,
  );
}
