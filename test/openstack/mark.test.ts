import { groupNameOf, isOurs, markOf, ownerOfMark } from "../../openstack/mark";

describe("the mark of a stack", () => {
  const owner = "cpnr/lab";

  it.each([
    ["the description, with which it is created", { tags: [], description: "cpnr-stack=cpnr/lab" }],
    [
      "the description, which a lease follows",
      { tags: [], description: "cpnr-stack=cpnr/lab lease=ops@jump1 id=1 since=x until=y" },
    ],
    ["a tag", { tags: ["cpnr-stack=cpnr/lab"], description: "" }],
    ["a server's metadata", { metadata: { "cpnr-stack": "cpnr/lab" } }],
    [
      "an extra spec of a flavor",
      { name: "f", ram: 1, vcpus: 1, disk: 1, extra_specs: { "cpnr:stack": "cpnr/lab" } },
    ],
    [
      "the name of a server group, which has no other place for it",
      { id: "g", name: groupNameOf(owner, "anti-affinity"), policies: ["anti-affinity"], members: [] },
    ],
  ])("is found in %s", (_, resource) => {
    expect(isOurs(owner, resource)).toBe(true);
  });

  it.each([
    ["another stack's", { tags: ["cpnr-stack=cpnr/prod"], description: "cpnr-stack=cpnr/prod" }],
    ["a stack's whose name begins like this one", { tags: [], description: "cpnr-stack=cpnr/lab2" }],
    ["nobody's", { tags: [], description: null }],
    ["another server's", { metadata: {} }],
    ["another stack's server group", { name: groupNameOf("cpnr/lab2", "anti-affinity"), members: [] }],
    ["anybody's server group", { name: "cpnr/lab", members: [] }],
  ])("is not found in a resource that is %s", (_, resource) => {
    expect(isOurs(owner, resource)).toBe(false);
  });

  it("tells its owner", () => {
    expect(ownerOfMark(markOf(owner))).toBe(owner);
    expect(ownerOfMark(`${markOf(owner)} lease=x`)).toBe(owner);
    expect(ownerOfMark("the network of the laboratory")).toBeUndefined();
  });
});
