import { previewComment, previewMarker } from "../../preview/comment";
import { parseEvents } from "../../preview/events";
import { parsePreflight } from "../../preview/preflightResult";
import { modelOf } from "../../preview/verdict";
import { modelOfStream, PREFLIGHT, readStream, streamNames } from "./streams";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

/** The comment on a recorded preview. */
const commentOn = (name: string) => previewComment(modelOfStream(name), { stack: "lab", commit: COMMIT });

/** The verdict, which is the second line. */
const verdictOn = (text: string) => text.split("\n")[1];

describe("the comment on a preview", () => {
  it.each(streamNames("previews"))("of %s is as recorded", (name) => {
    expect(commentOn(name)).toMatchSnapshot();
  });

  it.each([
    ["same", "nothing changes.** Resources: 17 unchanged."],
    ["create", "1 VNF is created.** Resources: 17 to create."],
    ["miimon", "the DNS service of 1 of 1 VNF is interrupted.** Resources: 4 to replace, 13 unchanged."],
    ["twoVnfs", "1 VNF is created.** Resources: 8 to create, 17 unchanged."],
    ["vlan", "1 of 1 VNF only fails over.** Resources: 1 to replace, 1 to update, 15 unchanged."],
    ["fault", "the preview failed (1 error).**"],
    [
      "policy",
      "1 violation of mandatory policies; the DNS service of 1 of 1 VNF is interrupted.** Resources: 1 to replace, 1 to update, 15 unchanged.",
    ],
  ])("says the verdict on %s in one line", (name, verdict) => {
    expect(verdictOn(commentOn(name))).toBe(`**Stack \`lab\`: ${verdict}`);
  });

  it("begins with the stack's hidden marker", () => {
    expect(commentOn("same").split("\n")[0]).toBe("<!-- cpnr-preview stack=lab -->");
  });

  it.each(["a --> b", "a\nb", "", "a b", "<b>"])("has no marker for %j, which could end it", (name) => {
    expect(() => previewMarker(name)).toThrow("is not the name of a stack");
  });

  it("says that the preview failed if pulumi wrote no events", () => {
    const text = previewComment(modelOf(parseEvents("error: no stack named 'lab' found\n")), {
      stack: "lab",
    });
    expect(verdictOn(text)).toBe("**Stack `lab`: the preview failed.**");
    expect(text).toContain("The preview is not complete, so changes can be missing.");
  });

  it("does not say that nothing changes if pulumi ended before the summary", () => {
    const killed = readStream("previews", "same").split("\n").slice(0, 20).join("\n");
    expect(verdictOn(previewComment(modelOf(parseEvents(killed)), { stack: "lab" }))).toBe(
      "**Stack `lab`: the preview failed.**",
    );
  });

  it("does not say that nothing changes if an event has a shape of another engine", () => {
    const strange = '{"resourcePreEvent": {"metadata": {"operation": "delete"}}}';
    const text = previewComment(modelOf(parseEvents(`${readStream("previews", "same")}${strange}`)), {
      stack: "lab",
    });
    expect(verdictOn(text)).toBe("**Stack `lab`: 1 event of the preview can't be read.**");
  });

  it("says that preflight has no result, and why", () => {
    const events = parseEvents(readStream("previews", "same"));
    const text = previewComment(modelOf(events, parsePreflight('{"error": "Keystone is down."}')), {
      stack: "lab",
    });
    expect(verdictOn(text)).toContain("preflight has no result; nothing changes");
    expect(text).toContain("- `Keystone is down.`");
    expect(verdictOn(previewComment(modelOf(events, parsePreflight("")), { stack: "lab" }))).toContain(
      "preflight has no result",
    );
  });

  it("shows faults of preflight before the changes", () => {
    const result = JSON.parse(PREFLIGHT);
    result.findings.push({ check: "VFs", subject: "sriov0", verdict: "fail", actual: "2 needed, 1 free." });
    const preflight = parsePreflight(JSON.stringify(result));
    const text = previewComment(modelOf(parseEvents(readStream("previews", "miimon")), preflight), {
      stack: "lab",
    });
    expect(verdictOn(text)).toMatch(
      /: preflight found 1 fault; the DNS service of 1 of 1 VNF is interrupted\./,
    );
    expect(text.indexOf("`VFs of sriov0: 2 needed, 1 free.`")).toBeLessThan(text.indexOf("**Changes**"));
  });

  it("says for how long the VNF was away when it was last created", () => {
    const model = modelOfStream("miimon");
    const serverId = model.impacts[0]?.serverId as string;
    const recoveries = new Map([[serverId, { ms: 245_000, day: "2026-11-26" }]]);
    expect(previewComment(model, { stack: "lab", recoveries })).toContain(
      "| at least 4 min 5 s, as measured on 2026-11-26 from the active server to the passed verification |",
    );
    expect(previewComment(model, { stack: "lab" })).toContain("| not measured |");
  });

  it("warns of a quota that a resize exceeds, which preflight does not see", () => {
    const result = JSON.parse(PREFLIGHT);
    result.quota.cores = { limit: 7, used: 4 };
    const text = previewComment(
      modelOf(parseEvents(readStream("previews", "flavor")), parsePreflight(JSON.stringify(result))),
      { stack: "lab" },
    );
    expect(verdictOn(text)).toContain("the quota of cores is exceeded (8, limit: 7)");
    expect(text).toContain("| vCPUs | 4 | **8** | **8 of 7 after the deployment: exceeded** |");
  });
});
