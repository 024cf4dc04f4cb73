import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { openstack, runOpenstack } from "../../lab/client/commands";
import { namesOf, OwnStack, withVnfs } from "../lab/ownStack";
import { MINUTE } from "../lab/stack";
import { expectVerifiedWithoutOrphans, removeWithoutRemains } from "./killedDeployment";

/** Size in MiB of the disk with the state of a stack. */
const DISK_MIB = 8;

/** What comes between a deployment and its end, besides the end of its process and a service of the cloud. */
export function interruptions(): void {
  it(
    "refuses a second up while one runs, and the first one ends with verified VNFs",
    async () => {
      const stack = new OwnStack("twice");
      await stack.create((raw) => withVnfs(raw, 2));
      try {
        const first = stack.startUp();
        const ended = once(first, "exit");
        await nextServer(first.stdout);
        const second = await stack.up();
        expect(second.code).not.toBe(0);
        expect(second.text).toMatch(/the stack is currently locked by 1 lock/);
        await ended;
        expect(first.exitCode).toBe(0);
        expect(await namesOf(stack, "server")).toEqual(["twice-dns-1", "twice-dns-2"]);
        await expectVerifiedWithoutOrphans(stack);
      } finally {
        await removeWithoutRemains(stack);
      }
    },
    10 * MINUTE,
  );

  it(
    "with a state on a full disk fails, and goes on when the disk has room again",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "cpnr-full-"));
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_MIB}m`, "cpnr-full", folder]);
      const backend = process.env.PULUMI_BACKEND_URL;
      process.env.PULUMI_BACKEND_URL = `file://${folder}?metadata=skip`;
      const stack = new OwnStack("full");
      await stack.create((raw) => withVnfs(raw, 2));
      const ballast = join(folder, "ballast");
      try {
        const up = stack.startUp();
        const ended = once(up, "exit");
        await nextServer(up.stdout);
        fill(ballast);
        await ended;
        expect(up.exitCode).not.toBe(0);
        rmSync(ballast);
        await stack.pulumi("cancel", "--yes");
        const { code, text } = await stack.up();
        expect({ code, text }).toMatchObject({ code: 0 });
        await expectVerifiedWithoutOrphans(stack);
      } finally {
        rmSync(ballast, { force: true });
        await removeWithoutRemains(stack);
        process.env.PULUMI_BACKEND_URL = backend;
        execFileSync("umount", [folder]);
        rmSync(folder, { recursive: true });
      }
    },
    10 * MINUTE,
  );

  it(
    "says what to do about a server of somebody else that holds a port, and goes on after that",
    async () => {
      const stack = new OwnStack("held");
      await stack.create();
      try {
        expect(await stack.up()).toMatchObject({ code: 0 });
        await runOpenstack("server", "delete", "--wait", "held-dns-1");
        const server = [
          "--flavor",
          "held-flavor",
          "--image",
          "cpnr-image",
          "--port",
          "held-dns-1-management",
        ];
        await runOpenstack("server", "create", ...server, "--wait", "intruder");
        const refused = await stack.pulumi("up", "--yes", "--skip-preview", "--refresh");
        expect(refused.code).not.toBe(0);
        expect(refused.text).toMatch(/Port \S+ is attached to another server .*: detach it/);
        const { id } = await openstack<{ id: string }>("server", "show", "intruder");
        await runOpenstack("server", "delete", "--wait", id);
        const { code, text } = await stack.pulumi("up", "--yes", "--skip-preview", "--refresh");
        expect({ code, text }).toMatchObject({ code: 0 });
        await expectVerifiedWithoutOrphans(stack);
      } finally {
        await removeWithoutRemains(stack);
      }
    },
    10 * MINUTE,
  );
}

/** Waits until `up` begins to create a server. Discards the rest of its output. @throws if `up` ends before */
export async function nextServer(output: NodeJS.ReadableStream): Promise<void> {
  const lines = createInterface({ input: output });
  await new Promise<void>((resolve, reject) => {
    lines.on("line", (line) => {
      if (/openstack:compute:Instance .* creating/.test(line)) {
        resolve();
      }
    });
    lines.once("close", () => reject(new Error("up ended before it created a server")));
  });
}

/** Fills the disk with one file. */
function fill(file: string): void {
  const { bavail, bsize } = statfsSync(join(file, ".."));
  writeFileSync(file, Buffer.alloc(bavail * bsize));
}
