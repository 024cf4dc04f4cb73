import { rebootServer, setPortAdminState } from "../../openstack/changes";
import { Cloud } from "../../openstack/cloud";
import { FakeCloud, type Reply } from "./fakeCloud";

/** Runs `use` with a cloud that sends the replies of `reply`. */
async function withCloud<T>(
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

describe("A cloud", () => {
  it("gets one request for identical parallel requests, and a new one afterwards", async () => {
    await withCloud(
      () => ({ ports: [] }),
      async (cloud, fake) => {
        await Promise.all([cloud.get("network", "/ports"), cloud.get("network", "/ports")]);
        await cloud.get("network", "/ports");
        expect(fake.requests.filter((path) => path === "network /ports")).toHaveLength(2);
      },
    );
  });

  it("gets a new request after it refused identical parallel requests", async () => {
    await withCloud(
      () => 403,
      async (cloud, fake) => {
        const parallel = [cloud.get("network", "/ports"), cloud.get("network", "/ports")];
        const results = await Promise.allSettled(parallel);
        expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
        await expect(cloud.get("network", "/ports")).rejects.toThrow("responded with status 403");
        expect(fake.requests.filter((path) => path === "network /ports")).toHaveLength(2);
      },
    );
  });

  it("gets a request that sets the admin state of a port", async () => {
    await withCloud(
      () => ({ port: {} }),
      async (cloud, fake) => {
        await setPortAdminState(cloud, "p", false);
        expect(fake.changes).toEqual([["PUT", "network /ports/p", { port: { admin_state_up: false } }]]);
      },
    );
  });

  it("gets a request for a hard reboot of a server, and can accept it with an empty response", async () => {
    await withCloud(
      () => 202,
      async (cloud, fake) => {
        await rebootServer(cloud, "s");
        expect(fake.changes).toEqual([["POST", "compute /servers/s/action", { reboot: { type: "HARD" } }]]);
      },
    );
  });

  it("causes an error with the address and the status if it refuses a change", async () => {
    await withCloud(
      () => 409,
      async (cloud) => {
        await expect(rebootServer(cloud, "s")).rejects.toThrow(
          /servers\/s\/action responded with status 409/,
        );
      },
    );
  });
});
