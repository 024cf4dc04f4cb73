import { Cloud } from "../../openstack/cloud";
import { findMade, KINDS } from "../../openstack/made";
import { SERVER, SERVER_GROUP } from "../../report/kinds";
import { FakeCloud } from "./fakeCloud";

const OWNER = "cpnr/lab";

describe("The servers that a stack made", () => {
  it("exclude a deleted server, which Nova still lists for a moment", async () => {
    const kind = KINDS.find(({ type }) => type === SERVER) as (typeof KINDS)[number];
    const metadata = { "cpnr-stack": OWNER };
    const servers = ["ACTIVE", "ERROR", "DELETED"].map((status) => ({
      id: status,
      name: "dns",
      status,
      metadata,
    }));
    const fake = new FakeCloud(() => ({ servers }));
    const cloud = await Cloud.connect(await fake.start());
    try {
      expect((await findMade(cloud, kind, OWNER)).map(({ id }) => id)).toEqual(["ACTIVE", "ERROR"]);
    } finally {
      await fake.stop();
    }
  });
});

describe("The server groups that a stack made", () => {
  const GROUPS = [
    { id: "own", name: "cpnr-stack=cpnr/lab anti-affinity" },
    { id: "before", name: "cpnr-stack=cpnr/lab soft-anti-affinity" },
    { id: "other", name: "cpnr-stack=cpnr/lab2 anti-affinity" },
    { id: "foreign", name: "cpnr/lab" },
  ].map((group) => ({ ...group, policies: ["anti-affinity"], members: [], metadata: {} }));

  /** The ids of the groups that are found. */
  async function find(name?: string): Promise<string[]> {
    const kind = KINDS.find(({ type }) => type === SERVER_GROUP) as (typeof KINDS)[number];
    const fake = new FakeCloud(() => ({ server_groups: GROUPS }));
    const cloud = await Cloud.connect(await fake.start());
    try {
      return (await findMade(cloud, kind, OWNER, name)).map(({ id }) => id);
    } finally {
      await fake.stop();
    }
  }

  it("are those whose name begins with its mark, because Nova gives them no other place for a mark", async () => {
    expect(await find()).toEqual(["own", "before"]);
  });

  it("are told from a group with another policy by the name", async () => {
    expect(await find("cpnr-stack=cpnr/lab anti-affinity")).toEqual(["own"]);
  });
});
