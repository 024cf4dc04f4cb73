import { spawn } from "node:child_process";
import { once } from "node:events";
import { quoted } from "../../day0/shell";
import { ROOT } from "../../lab/client/commands";
import { breakGuest, fixGuest, type GuestFault } from "../lab/brokenGuest";
import { waitUntilHealthy } from "../lab/health";
import { MINUTE } from "../lab/stack";

/** Largest resident memory of a command, in KiB. */
const MAXIMUM_KIB = 300 * 1024;
/** Maximum run time of a command in ms: the limits of the SSH session, of its program and of the DNS client, and a retry. */
const MAXIMUM_MS = 3 * MINUTE;
/** Time in s after which the guest restores itself. */
const GUEST_LIMIT_S = 900;

/** What takes the place of Python in the guest, so that it answers each program of cpnr. */
const PYTHONS: Readonly<Record<string, string>> = {
  "endless output": "yes xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
  "an endless line": "tr '\\0' x </dev/zero",
  "endless errors": "yes error >&2",
  "slow bytes": "while :; do printf x; sleep 2; done",
  "no output and no end": "sleep 100000",
  "huge numbers": `printf '{"bond":{"name":"bond0","mtu":%s}}' $(head -c 2000000 /dev/zero | tr '\\0' 9)`,
  "escape sequences": "printf '\\033]0;hostile\\007\\033[2J\\033[31mred\\u202e'",
  garbage: "head -c 300000 /dev/urandom",
};

/** What takes the place of the DNS server in the guest: Python, with the socket in \`c\` after the query. */
const DNS_SERVERS: Readonly<Record<string, string>> = {
  "that announces 65535 bytes over TCP and sends one each 2 s":
    "c.sendall(b'\\xff\\xff')\nwhile True: c.sendall(b'x'); time.sleep(2)",
  "that never answers": "time.sleep(100000)",
  "that sends garbage without an end": "while True: c.sendall(os.urandom(65536))",
};

/** A guest and a DNS server that do not want the commands to end: each ends within its limits, and names the VNF. */
export function hostileGuest(): void {
  afterEach(async () => {
    await fixGuest();
    await waitUntilHealthy();
  }, 20 * MINUTE);

  it.each(Object.entries(PYTHONS))(
    "ends each command if the guest answers with %s",
    async (_, script) => {
      await expectAllEnd(pythonFault(script));
    },
    15 * MINUTE,
  );

  it.each(Object.entries(DNS_SERVERS))(
    "ends each command with a DNS server %s",
    async (_, program) => {
      await expectAllEnd(dnsFault(program));
    },
    15 * MINUTE,
  );
}

/** Causes a fault in the guest, and runs each command. */
async function expectAllEnd(fault: GuestFault): Promise<void> {
  await breakGuest(fault, GUEST_LIMIT_S);
  await expectEnds("verify", "--format", "json");
  await expectEnds("drill", "--way", "guest", "--cuts", "1");
  await expectEnds("heal", "--dry-run");
}

function pythonFault(script: string): GuestFault {
  const path = "/usr/local/bin/python3";
  return {
    causeCommand: `printf %s ${quoted(`#!/bin/bash\n${script}\n`)} >${path}; chmod 755 ${path}`,
    fixCommand: `rm ${path}`,
  };
}

function dnsFault(program: string): GuestFault {
  const indented = program.split("\n").map((line) => `    ${line}`);
  const source = [
    "import os, socket, threading, time",
    "def serve(c):",
    "    c.recv(512)",
    ...indented,
    "def answer():",
    "    u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(('', 53))",
    "    while True:",
    "        a = u.recvfrom(512)[1]; [u.sendto(os.urandom(400), a) for _ in range(50)]",
    "threading.Thread(target=answer, daemon=True).start()",
    "s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); s.bind(('', 53)); s.listen(50)",
    "while True: threading.Thread(target=serve, args=(s.accept()[0],), daemon=True).start()",
  ].join("\n");
  return {
    causeCommand: `systemctl stop knot; systemd-run --quiet --unit hostile-dns /usr/bin/python3 -c ${quoted(source)}`,
    fixCommand: "systemctl stop hostile-dns; systemctl start knot",
  };
}

/** Prints the largest resident memory of a command, in KiB, after it has ended. */
const MEASURED = [
  "/usr/bin/python3",
  "-c",
  "import resource, subprocess, sys; c = subprocess.run(sys.argv[1:]).returncode; print('KiB', resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(c)",
];

/** Runs a command of cpnr, which must fail within its limits, name the VNF and print no control character. */
async function expectEnds(command: string, ...args: readonly string[]): Promise<void> {
  const argv = [...MEASURED, "node", "bin/cpnr.js", command, "--stack", "lab", ...args];
  const child = spawn(argv[0] as string, argv.slice(1), { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (piece: Buffer) => {
      text += piece;
    });
  }
  const startedAt = performance.now();
  const [code] = await once(child, "close");
  expect({ command, code }).toEqual({ command, code: 1 });
  expect(performance.now() - startedAt).toBeLessThan(MAXIMUM_MS);
  expect(Number(/KiB (\d+)/.exec(text)?.[1])).toBeLessThan(MAXIMUM_KIB);
  expect(text).toContain("cpnr-dns-1");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the test is about them
  expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(text.length).toBeLessThan(200_000);
}
