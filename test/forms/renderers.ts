import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { openstack, ROOT, runOpenstack, runOrThrow } from "../../lab/client/commands";
import { writeChangedConfig } from "../lab/changedConfig";
import { waitUntilHealthy } from "../lab/health";
import { activeSlave, MINUTE } from "../lab/stack";

/**
 * The VNF with each renderer that the guest of a form can read, except that of its stack. A changed renderer changes Day0, so an
 * up replaces the server.
 */
export function renderers(form: string): void {
  let folder = "";

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "cpnr-renderers-"));
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  for (const renderer of otherRenderers(form)) {
    it(
      `has a verified VNF with ${renderer}`,
      async () => {
        const before = await serverId();
        const config = join(folder, "Pulumi.lab.yaml");
        writeChangedConfig(config, (raw) => {
          raw.day0.renderer = renderer;
        });
        const args = ["--stack", "lab", "--yes", "--skip-preview", "--non-interactive"];
        await runOrThrow("pulumi", ["up", ...args], { PULUMI_OPTION_CONFIG_FILE: config });
        expect(await serverId()).not.toBe(before);
        await waitUntilHealthy();
      },
      12 * MINUTE,
    );

    it(
      `has the same bond with ${renderer} after a reboot`,
      async () => {
        const before = await activeSlave();
        await runOpenstack("server", "reboot", "--hard", "--wait", "cpnr-dns-1");
        await waitUntilHealthy();
        expect(await activeSlave()).toBe(before);
      },
      6 * MINUTE,
    );
  }
}

/**
 * Lists the renderers that the guest of a form can read, except that of its stack. Empty for a form with the usual guest: the
 * form zed tests its renderers.
 */
export function otherRenderers(form: string): string[] {
  const { guest, stack = {} } = JSON.parse(read(`lab/forms/${form}.json`));
  if (guest === undefined && form !== "zed") {
    return [];
  }
  const day0 = stack["cpnr:day0"] ?? parse(read("Pulumi.lab.yaml")).config["cpnr:day0"];
  const all = read(`lab/image/guests/${guest ?? "bookworm"}/renderers`)
    .trim()
    .split("\n");
  return all.filter((renderer) => renderer !== day0.renderer);
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

async function serverId(): Promise<string> {
  const { id } = await openstack<{ id: string }>("server", "show", "cpnr-dns-1");
  return id;
}
