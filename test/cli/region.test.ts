import { connectToCloud } from "../../cli/stack";
import { planFrom } from "../settings";

describe("the region of a deployed stack", () => {
  const before = { ...process.env };
  afterEach(() => {
    process.env = { ...before };
  });

  it("is not left for another one, in which its servers seem to be gone", async () => {
    Object.assign(process.env, {
      OS_AUTH_URL: "http://127.0.0.1:9/v3",
      OS_USERNAME: "ops",
      OS_PASSWORD: "a password",
      OS_PROJECT_NAME: "dns",
      OS_REGION_NAME: "RegionTwo",
    });
    await expect(
      connectToCloud({ plan: planFrom("lab"), owner: "cpnr/lab", region: "RegionOne" }),
    ).rejects.toThrow(
      "the stack's servers are in region RegionOne, but the credentials are for region RegionTwo: set region_name in clouds.yaml, or OS_REGION_NAME.",
    );
  });
});
