import { faultsIn, sentenceOf } from "../../report/finding";
import { parseDnsAnswers, parseEvidence } from "../../verify/evidence";
import { judgeVnf } from "../../verify/judge";
import { outcomeTable } from "../../verify/table";
import { goodState } from "./cloudState";
import { expectation, goodEvidence } from "./evidence";

describe("parseEvidence", () => {
  it("finds the evidence between other lines", () => {
    expect(parseEvidence(`banner\n${JSON.stringify(goodEvidence())}\nProcess exited\n`)).toEqual(
      goodEvidence(),
    );
  });

  it("reads the evidence that an earlier release recorded, without the reason why the bond is missing", () => {
    const { activationError: _, ...earlier } = goodEvidence();
    expect(parseEvidence(JSON.stringify(earlier))).toEqual(goodEvidence());
  });

  it.each([
    ["", "it is empty"],
    ["bash: python3: command not found", "command not found"],
    ['{"hostname": 5}', "hostname"],
    ['{"hostname": "a"', "hostname"],
    ["\x1b]0;title\x07", "\\x1b]0;title\\x07"],
  ])("quotes output that is not evidence: %j", (output, message) => {
    expect(() => parseEvidence(output)).toThrow(message);
  });
});

describe("evidence from a hostile guest", () => {
  const slave = { ...goodEvidence().bond.slaves[0], name: "s".repeat(90) };
  const manySlaves = (count: number) =>
    JSON.stringify({ ...goodEvidence(), bond: { ...goodEvidence().bond, slaves: Array(count).fill(slave) } });

  it("is rejected if 2 MB of it are slaves, with the name of the list", () => {
    const output = manySlaves(10_000);
    expect(output.length).toBeGreaterThan(2_000_000);
    expect(() => parseEvidence(output)).toThrow(
      /\(bond\.slaves: Too big: expected array to have <=64 items\)$/,
    );
  });

  it("is rejected if a text is too long", () => {
    const output = JSON.stringify({ ...goodEvidence(), hostname: "h".repeat(2_000_000) });
    expect(() => parseEvidence(output)).toThrow(/^.{0,300}\(hostname: Too big: .*\)$/);
  });

  it("is rejected if a DNS answer has another transport or no server", () => {
    const [answer] = goodEvidence().dns;
    expect(() => parseDnsAnswers(JSON.stringify([{ ...answer, transport: "DoH" }]))).toThrow("0.transport");
    expect(() => parseDnsAnswers(JSON.stringify([{ ...answer, server: undefined }]))).toThrow("0.server");
  });

  it("has no control character in any text", () => {
    const good = goodEvidence();
    good.bond.mode = "\x1b[2J\x9bmode\u202e";
    good.hostname = "\x07";
    const evidence = parseEvidence(JSON.stringify(good));
    expect(evidence.bond?.mode).toBe("\\x1b[2J\\x9bmode\\u{202e}");
    expect(JSON.stringify(evidence)).not.toMatch(/\p{Cc}|\p{Cf}/u);
  });

  it("gives a short table and short sentences, in linear time, if every list is as long as allowed", () => {
    const good = goodEvidence();
    const long = "word ".repeat(200);
    const addresses = Array(1000).fill({ address: "10.0.0.1/24", tentative: false, dadFailed: false });
    const evidence = parseEvidence(
      JSON.stringify({
        ...good,
        cloudInit: { ended: true, stage: null, failed: true, errors: Array(1000).fill(long) },
        interfaces: Array(1000).fill({ name: "ens9", mac: null, addresses: ["10.0.0.2"] }),
        bond: { ...good.bond, addresses, slaves: Array(64).fill({ ...slave, name: long }) },
      }),
    );
    const begun = performance.now();
    const outcomes = judgeVnf(
      { cloud: goodState(), guest: { known: evidence }, client: { known: evidence.dns } },
      expectation,
    );
    const table = outcomeTable("dns-1", outcomes);
    // In quadratic time it took minutes.
    expect(performance.now() - begun).toBeLessThan(60_000);
    expect(table.length).toBeLessThan(1_000_000);
    for (const sentence of faultsIn(outcomes).map(sentenceOf)) {
      expect(sentence.length).toBeLessThan(4000);
    }
    const other = outcomes.find(({ check, verdict }) => check === "addresses" && verdict === "fail");
    expect(other?.actual).toMatch(/^10\.0\.0\.1\/24, .*, … and 980 more$/);
  });
});
