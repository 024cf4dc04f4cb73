import { resultOfUpdate, targetOf } from "../../cli/redeployment";

const COMPONENT = "urn:pulumi:lab::cpnr::cpnr:index:DnsService$cpnr:index:CpnrVnf";
const SERVICE = "urn:pulumi:lab::cpnr::cpnr:index:DnsService::cpnr";
const vnf = { urn: `${COMPONENT}::cpnr-dns-1`, type: "cpnr:index:CpnrVnf", parent: SERVICE };
const otherVnf = { ...vnf, urn: `${COMPONENT}::cpnr-other-dns-1` };
const server = {
  urn: `${COMPONENT}$openstack:compute/instance:Instance::cpnr-dns-1-server`,
  type: "openstack:compute/instance:Instance",
  inputs: { name: "dns-1" },
};

describe("the target of a redeployment", () => {
  const target = (...resources: (typeof server | typeof vnf)[]) => targetOf("lab", "dns-1", { resources });

  it("is the VNF's server, which is replaced", () => {
    expect(target(otherVnf, vnf, server)).toEqual(["--target-replace", server.urn]);
  });

  it("is the server to create, if the stack's state does not have it", () => {
    expect(target(otherVnf, vnf)).toEqual(["--target", server.urn]);
  });

  it("is missing for a VNF that was never deployed, and the message says how to deploy it", () => {
    expect(() => target(otherVnf)).toThrow(
      'stack lab has no server for "dns-1" in its state: run pulumi up --stack lab.',
    );
  });
});

describe("the result of a redeployment", () => {
  it("is accepted if pulumi up succeeds", () => {
    expect(resultOfUpdate("lab", 0, "")).toEqual({ is: "accepted" });
  });

  it.each([
    "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.",
    "error: [409] Conflict: Another update is currently in progress.",
  ])("is refused if a colleague's update holds the lock: %s", (output) => {
    expect(resultOfUpdate("lab", 255, output)).toEqual({
      is: "refused",
      reason:
        "another update holds the lock of stack lab: wait until it ends. If there is none, run pulumi cancel --stack lab.",
    });
  });

  it("is accepted with the errors if pulumi up fails", () => {
    const output = "Updating (lab)\n  error: No valid host was found.\nResources:\n";
    expect(resultOfUpdate("lab", 1, output)).toEqual({
      is: "accepted",
      failure: "pulumi up ended with exit code 1: error: No valid host was found.",
    });
  });
});
