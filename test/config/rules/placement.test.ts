import { faultSentences } from "../faults";
import { changed, fullConfig, type Raw } from "../full";

/** The full configuration with both VNFs on one host. */
const onOneHost = (policy: string) =>
  changed(fullConfig(), (raw: Raw) => {
    raw.placement.policy = policy;
    raw.vnfs[1].host = "compute-1";
  });

describe("Two VNFs with one host", () => {
  it("contradict the policy anti-affinity", () => {
    expect(faultSentences(onOneHost("anti-affinity"))).toEqual([
      'vnfs[1].host "compute-1" is already the host of vnfs[0], and cpnr:placement.policy is anti-affinity: give each VNF its own host, or set the policy to soft-anti-affinity',
    ]);
  });

  it.each(["soft-anti-affinity", "none"])("are allowed with the policy %s", (policy) => {
    expect(faultSentences(onOneHost(policy))).toEqual([]);
  });
});
