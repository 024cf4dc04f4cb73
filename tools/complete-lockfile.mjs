// Completes package-lock.json after `npm install` on a registry that lacks other platforms' builds of a package: npm leaves
// those out there, and `npm ci` then refuses the lockfile everywhere. Run: node tools/complete-lockfile.mjs
import { readFileSync, writeFileSync } from "node:fs";

const FILE = new URL("../package-lock.json", import.meta.url);
const SYSTEMS = ["android", "darwin", "freebsd", "linux", "openharmony", "win32"];
const PROCESSORS = ["arm64", "arm", "ia32", "loong64", "ppc64", "riscv64", "s390x", "x64"];

const lock = JSON.parse(readFileSync(FILE, "utf8"));
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const words = name.split("/").at(-1).split("-");
    const os = SYSTEMS.find((system) => words.includes(system));
    const cpu = PROCESSORS.find((processor) => words.includes(processor));
    const nested = `${path}/node_modules/${name}`;
    const hoisted = `node_modules/${name}`;
    if (
      os &&
      cpu &&
      path.startsWith("node_modules/") &&
      !(nested in lock.packages) &&
      !(hoisted in lock.packages)
    ) {
      const musl = words.some((word) => word.startsWith("musl"));
      lock.packages[hoisted] = {
        version,
        cpu: [cpu],
        ...(entry.dev ? { dev: true } : {}),
        ...(os === "linux" ? { libc: [musl ? "musl" : "glibc"] } : {}),
        optional: true,
        os: [os],
      };
    }
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(FILE, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
