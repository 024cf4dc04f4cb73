import { unreachableMessage } from "../../components/bondVerification";

describe("the error for an unreachable guest", () => {
  it("names the VNF, the address, the last error and the next command", () => {
    const error =
      "after 59 failed attempts: dial tcp 10.10.10.101:22: i/o timeout\nafter 60 failed attempts: no route to host\n";
    expect(unreachableMessage("cpnr-dns-1", "10.10.10.101", error)).toBe(
      'VNF "cpnr-dns-1": the guest does not answer over SSH at 10.10.10.101; last error: after 60 failed attempts: no route to host. Next: openstack console log show cpnr-dns-1.',
    );
  });
});
