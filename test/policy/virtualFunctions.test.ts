import { judge } from "./judge";
import { directPort, network, switchedPort } from "./program";

const sriov = network("n", "sriov0", 101);
const ports = [directPort("p1", sriov), directPort("p2", sriov)];
const judgePorts = (program: Parameters<typeof judge>[0], capacities?: object) =>
  judge(program, capacities && { "virtual-functions": { virtualFunctions: capacities } });

describe("The direct ports on a physical network", () => {
  it("are no more than its VFs", () => {
    expect(judgePorts([sriov, ...ports], { sriov0: 1 }).violations).toEqual([
      "virtual-functions: VFs on the physical network sriov0: the direct ports of the stack need 2, but the stack may use 1: remove ports, or correct virtualFunctions of this policy.",
    ]);
  });

  it("can be as many as its VFs, and other ports do not count", () => {
    const program = [sriov, ...ports, switchedPort("m")];
    expect(judgePorts(program, { sriov0: 2 }).violations).toEqual([]);
  });

  it("are counted over all its networks", () => {
    const other = network("m", "sriov0", 102);
    const program = [sriov, other, ports[0] as (typeof ports)[0], directPort("p3", other)];
    expect(judgePorts(program, { sriov0: 1 }).violations).toHaveLength(1);
  });

  it("are none if the stack may use no VFs", () => {
    expect(judgePorts([sriov, ...ports], { sriov0: 0 }).violations).toHaveLength(1);
  });

  it("are not checked by default", () => {
    expect(judgePorts([sriov, ...ports])).toEqual({
      violations: [],
      notChecked: [
        'Not checked by virtual-functions: port "p1", port "p2", because virtualFunctions of this policy has no number for sriov0.',
      ],
    });
  });

  it("are not checked if their network is not in the stack", () => {
    expect(judgePorts([directPort("p", undefined)], { sriov0: 0 })).toEqual({
      violations: [],
      notChecked: [expect.stringContaining('port "p", because the physical network of its network')],
    });
  });
});
