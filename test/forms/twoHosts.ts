import { cpnr, openstack, runOrThrow } from "../../lab/client/commands";
import { waitUntil } from "../lab/health";
import { OwnStack, withVnfs } from "../lab/ownStack";
import { MINUTE } from "../lab/stack";

const [FIRST, SECOND] = ["cpnr-dns-1", "cpnr-dns-2"];

/** Two compute hosts, with a VNF on each. The second host loses its power. */
export function twoHosts(): void {
  let secondHost = "";

  it(
    "has its two VNFs on two hosts, between which the tunnel works",
    async () => {
      secondHost = await hostOf(SECOND);
      expect(await hostOf(FIRST)).not.toBe(secondHost);
      // It pings the peer through the tunnel.
      expect(await cpnr("verify")).toMatchObject({ code: 0 });
    },
    3 * MINUTE,
  );

  describe("whose second host has lost its power", () => {
    beforeAll(async () => {
      await setHost(secondHost, "down");
    }, 3 * MINUTE);

    afterAll(async () => {
      await setHost(secondHost, "up");
      await waitUntil(
        () => cpnr("verify"),
        ({ code }) => code === 0,
      );
    }, 10 * MINUTE);

    it(
      "loses one VNF, and the other serves",
      async () => {
        // The first VNF fails the ping of its peer only.
        const first = await cpnr("verify", ["--vnf", FIRST]);
        expect(first.text).toMatch(/│ pass +│ DNS/);
        expect(first.text).not.toMatch(/│ fail +│ DNS/);
        const second = await cpnr("verify", ["--vnf", SECOND]);
        expect(second.code).toBe(1);
        expect(second.text).toMatch(/│ fail/);
        expect(second.text).not.toMatch(/│ pass +│ DNS/);
      },
      3 * MINUTE,
    );

    it(
      "has no place for two VNFs with anti-affinity, as preflight says before anything is made",
      async () => {
        const stack = new OwnStack("spread");
        await stack.create((raw) => {
          withVnfs(raw, 2);
          raw.placement = { policy: "anti-affinity" };
        });
        try {
          const { code, text } = await stack.cpnr("preflight");
          expect(code).toBe(1);
          expect(text).toMatch(
            /fail +│ placement .*a host without another VNF of the stack for 1 of 2 VNFs/,
          );
        } finally {
          await stack.remove();
        }
      },
      3 * MINUTE,
    );
  });
}

async function hostOf(server: string): Promise<string> {
  const shown = await openstack<Record<string, string>>("server", "show", server);
  return shown["OS-EXT-SRV-ATTR:host"] as string;
}

/** Switches a host on or off, and waits until Nova knows it. */
async function setHost(host: string, state: "down" | "up"): Promise<void> {
  await runOrThrow("lab/lab", ["host", state, host]);
  // `hypervisor list` would ask the dead host itself.
  await waitUntil(
    () =>
      openstack<{ Host: string; State: string }[]>("compute", "service", "list", "--service", "nova-compute"),
    (all) => all.find(({ Host }) => Host === host)?.State === state,
  );
}
