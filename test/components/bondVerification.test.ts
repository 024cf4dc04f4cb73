import { unreachedSentence } from "../../components/bondVerification";

describe("the error of a guest that was not reached", () => {
  it("is one sentence: the VNF, the address, the last error and the command to type next", () => {
    const error =
      "after 59 failed attempts: dial tcp 10.10.10.101:22: i/o timeout\nafter 60 failed attempts: no route to host\n";
    expect(unreachedSentence("cpnr-dns-1", "10.10.10.101", error)).toBe(
      'VNF "cpnr-dns-1": the guest does not answer over SSH at 10.10.10.101; last error: after 60 failed attempts: no route to host. Next: openstack console log show cpnr-dns-1.',
    );
  });
});
