import { say } from "./lab";

/** What `pulumi preview --refresh --diff` prints for the lab's stack. */
export async function refreshedPreview(): Promise<string> {
  const { code, text } = await say("pulumi", [
    "preview",
    "--stack",
    "lab",
    "--refresh",
    "--diff",
    "--color",
    "never",
  ]);
  if (code !== 0) {
    throw new Error(text);
  }
  return text;
}
