import { failedServer } from "../../openstack/failedServer";

describe("A server that Nova could not start", () => {
  const server = { id: "7f3a", name: "dns-1", status: "ERROR" };

  it("is described in one line, also if Nova's message has several", () => {
    const message = "qemu-img failed: Image is not in qcow2 format\nCould not open backing image.\n";
    expect(failedServer({ ...server, fault: { message } })).toBe(
      'Server "dns-1" is in status ERROR (qemu-img failed: Image is not in qcow2 format Could not open backing image): delete it (openstack server delete --wait 7f3a), and run pulumi up --refresh, which makes it anew.',
    );
  });

  it("is described without control characters", () => {
    expect(failedServer({ ...server, fault: { message: "\u001b[2Jno disk" } })).toContain(
      "(\\x1b[2Jno disk)",
    );
  });

  it("is described without a reason if Nova gives none", () => {
    expect(failedServer(server)).toMatch(/^Server "dns-1" is in status ERROR: delete it/);
  });

  it("is not a server in another status", () => {
    expect(failedServer({ ...server, status: "BUILD" })).toBeUndefined();
  });
});
