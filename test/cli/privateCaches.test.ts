import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BIN = join(__dirname, "../../bin/cpnr.js");
const ANOTHER_USER = 65_534;

let folder: string;
/** The file that planted code writes. */
let marker: string;
/** A cache of all transpiled files, in which each file writes the marker. */
let planted: string;

/** Runs `cpnr --version` with these variables. */
function run(env: Record<string, string>) {
  const { SWC_NODE_CACHE_DIR: _, V8_COMPILE_CACHE_CACHE_DIR: __, CPNR_CACHE: ___, ...rest } = process.env;
  return spawnSync(process.execPath, [BIN, "--version"], { env: { ...rest, ...env }, encoding: "utf8" });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cpnr-caches-"));
  marker = join(folder, "marker");
  planted = join(folder, "planted");
  run({ SWC_NODE_CACHE_DIR: planted, DISABLE_V8_COMPILE_CACHE: "1" });
  const entries = readdirSync(planted).map((file) => join(planted, file));
  expect(entries.length).toBeGreaterThan(10);
  for (const entry of entries) {
    const cached = JSON.parse(readFileSync(entry, "utf8"));
    const code = `require("node:fs").writeFileSync(${JSON.stringify(marker)}, "");${cached.code}`;
    writeFileSync(entry, JSON.stringify({ ...cached, code }));
  }
});

beforeEach(() => rmSync(marker, { force: true }));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the caches of transpiled and compiled code", () => {
  it("run what was planted, if this user names their folder", () => {
    run({ SWC_NODE_CACHE_DIR: planted });
    expect(existsSync(marker)).toBe(true);
  });

  it("are not in the temporary directory, where another user can plant code", () => {
    const temporary = join(folder, "tmp");
    cpSync(planted, join(temporary, `swc-node-${process.getuid?.()}`), { recursive: true });
    const { status } = run({ TMPDIR: temporary, XDG_CACHE_HOME: join(folder, "cache") });
    expect(status).toBe(0);
    expect(existsSync(marker)).toBe(false);
    expect(readdirSync(temporary)).toEqual([`swc-node-${process.getuid?.()}`]);
    expect(readdirSync(join(folder, "cache/pulumi-cpnr/node"))).toEqual(["swc"]);
  });

  it.each([
    ["a folder that all users can write", (path: string) => chmodSync(path, 0o777)],
    [
      "another user's folder",
      (path: string) =>
        process.getuid?.() === 0 ? chownSync(path, ANOTHER_USER, ANOTHER_USER) : chmodSync(path, 0o777),
    ],
  ])("are off in %s", (_, open) => {
    for (const level of ["", "pulumi-cpnr", "pulumi-cpnr/node"]) {
      const home = mkdtempSync(join(folder, "home-"));
      mkdirSync(join(home, "pulumi-cpnr/node"), { recursive: true, mode: 0o700 });
      cpSync(planted, join(home, "pulumi-cpnr/node/swc"), { recursive: true });
      open(join(home, level));
      const { status } = run({ XDG_CACHE_HOME: home });
      expect(status).toBe(0);
      expect(existsSync(marker)).toBe(false);
    }
  });
});
