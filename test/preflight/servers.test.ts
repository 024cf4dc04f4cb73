import { portWith, resultOf, runPreflight, serverWith, TAG } from "./cloud";

/** The results with one server, to which the VNF's management port is attached. */
function findingsWith(server: Parameters<typeof serverWith>[0]) {
  const port = portWith("10.10.10.101", "management-network", [TAG]);
  return runPreflight({
    cloud: (state) => {
      state.servers = [serverWith(server)];
      state.addressed = [{ ...port, name: "cpnr-dns-1-management", device_id: "server" }];
    },
  });
}

describe("The check of a server", () => {
  it("says nothing of a server that runs", () => {
    expect(findingsWith({}).filter(({ check }) => check === "server")).toEqual([]);
  });

  it("warns of a server that Nova could not start, with the reason and what to do", () => {
    const fault = { message: "No valid host was found. " };
    expect(resultOf(findingsWith({ status: "ERROR", fault }), "server", "cpnr-dns-1")).toBe(
      'warning: Server "cpnr-dns-1" is in status ERROR (No valid host was found): delete it (openstack server delete --wait server), and run pulumi up --refresh, which makes it anew.',
    );
  });

  it("takes a server that somebody renamed for the VNF's, by its ports", () => {
    expect(resultOf(findingsWith({ name: "renamed" }), "placement")).toBe(
      "pass: Every VNF already has its server.",
    );
  });

  it("takes no server of somebody else for the VNF's", () => {
    expect(resultOf(findingsWith({ name: "renamed", metadata: {} }), "quota", "instances")).toMatch(
      /^pass: 1 needed/,
    );
  });
});
