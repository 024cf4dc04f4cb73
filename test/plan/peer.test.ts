import { peerOf } from "../../plan/peer";
import type { Vnf } from "../../plan/vnf";
import { planWith } from "../preflight/cloud";

describe("A VNF as a peer of others", () => {
  const [vnf] = planWith(() => undefined).vnfs as [Vnf];

  it("has the addresses at which the others ping it", () => {
    expect(peerOf(vnf)).toEqual({
      name: "cpnr-dns-1",
      switched: [
        { role: "orchestration", address: "192.168.100.101", cidr: "192.168.100.0/24" },
        { role: "management", address: "10.10.10.101", cidr: "10.10.10.0/24" },
      ],
      service: ["172.16.1.10"],
    });
  });

  it("is a small part of the VNF, because the state has it once for each later VNF of the stack", () => {
    expect(JSON.stringify(peerOf(vnf)).length).toBeLessThan(JSON.stringify(vnf).length / 8);
  });
});
