import { runCommand, runOpenstack } from "../../lab/client/commands";
import { waitUntilHealthy } from "./health";
import { labStack, MINUTE } from "./stack";

/** Looks at an untouched stack. The long suite looks more often. */
const FEW_LOOKS = 2;

/** The nightly run, `ci/drift`, of the lab's stack. */
export function nightlyRun(looks = FEW_LOOKS): void {
  afterEach(async () => {
    await (await labStack()).up({ refresh: true });
    await waitUntilHealthy();
  }, 10 * MINUTE);

  it(
    `names nothing in ${looks} looks at an untouched stack`,
    async () => {
      for (let look = 0; look < looks; look += 1) {
        expect(await lookForDrift()).toEqual({
          code: 0,
          text: "<!-- cpnr-drift stack=lab -->\n**Stack `lab`: no difference and no failed check.**\n",
        });
      }
    },
    looks * MINUTE,
  );

  it(
    "names a deleted tag and an edited flavor",
    async () => {
      await runOpenstack("port", "unset", "--all-tag", "cpnr-dns-1-management");
      await runOpenstack("flavor", "unset", "--property", "hw:cpu_policy", "cross-numa-flavor");
      const { text } = await lookForDrift();
      expect(text).toMatch(/port `cpnr-dns-1-management` \| .*[tT]ags/);
      expect(text).toMatch(/flavor `cross-numa-flavor` \| .*extraSpecs/);
    },
    5 * MINUTE,
  );
}

/** Runs the nightly job. Its exit code is not 0 if a VNF fails its verification. */
function lookForDrift(): Promise<{ code: number; text: string }> {
  return runCommand("ci/drift", ["lab"]);
}
