import { rebootServer, setPortAdminState } from "../../openstack/changes";
import { Cloud } from "../../openstack/cloud";
import { FakeCloud, type Reply } from "./fakeCloud";

async function within<T>(
  reply: (path: string) => Reply,
  use: (cloud: Cloud, fake: FakeCloud) => Promise<T>,
): Promise<T> {
  const fake = new FakeCloud(reply, 20);
  try {
    return await use(await Cloud.connect(await fake.start()), fake);
  } finally {
    await fake.stop();
  }
}

describe("a cloud", () => {
  it("is asked once what is asked several times at once, and anew afterwards", async () => {
    await within(
      () => ({ ports: [] }),
      async (cloud, fake) => {
        await Promise.all([cloud.get("network", "/ports"), cloud.get("network", "/ports")]);
        await cloud.get("network", "/ports");
        expect(fake.asked.filter((path) => path === "network /ports")).toHaveLength(2);
      },
    );
  });

  it("refuses all who ask together, and is asked again by the next", async () => {
    await within(
      () => 403,
      async (cloud, fake) => {
        const asked = [cloud.get("network", "/ports"), cloud.get("network", "/ports")];
        const ended = await Promise.allSettled(asked);
        expect(ended.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
        await expect(cloud.get("network", "/ports")).rejects.toThrow("answered 403");
        expect(fake.asked.filter((path) => path === "network /ports")).toHaveLength(2);
      },
    );
  });

  it("is told to set a port's admin state", async () => {
    await within(
      () => ({ port: {} }),
      async (cloud, fake) => {
        await setPortAdminState(cloud, "p", false);
        expect(fake.changed).toEqual([["PUT", "network /ports/p", { port: { admin_state_up: false } }]]);
      },
    );
  });

  it("is told to reboot a server hard, which it accepts without a word", async () => {
    await within(
      () => 202,
      async (cloud, fake) => {
        await rebootServer(cloud, "s");
        expect(fake.changed).toEqual([["POST", "compute /servers/s/action", { reboot: { type: "HARD" } }]]);
      },
    );
  });

  it("says in its own words why it refuses a change", async () => {
    await within(
      () => 409,
      async (cloud) => {
        await expect(rebootServer(cloud, "s")).rejects.toThrow(/servers\/s\/action answered 409/);
      },
    );
  });
});
