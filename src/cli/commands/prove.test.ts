/** `bitloom prove` as a user meets it: verdicts, lists, what is refused, and what a counterexample looks like. */
import { describe, expect, test, vi } from "vitest";
import { blockProofs } from "../../jobs/index.ts";
import { runCommandLine } from "../command-line.ts";
import { capturePrinted } from "../testing.ts";

const printed = capturePrinted();

async function bitloom(...given: string[]): Promise<number> {
  await runCommandLine(given);
  return Number(process.exitCode);
}

describe("prove", () => {
  test("says that a block is proved, with what, and what that means", async () => {
    expect(await bitloom("prove", "fineq-encoder", "--param", "coding=binary"), printed.err).toBe(0);
    expect(printed.out).toMatch(/^fineq-encoder +coding=binary +3 +sat +\d+\.\d +proved$/m);
    expect(printed.out).toContain("fineq-encoder: the pulse of every magnitude in every phase is");
    expect(printed.out).toMatch(/Gates by Yosys/);
  });

  test("gives everything as JSON", async () => {
    expect(
      await bitloom("prove", "multiplier", "--param", "weight=2", "--param", "activation=2", "--json"),
    ).toBe(0);
    const { proofs } = JSON.parse(printed.out) as { proofs: object[] };
    expect(proofs).toHaveLength(1);
    expect(proofs[0]).toMatchObject({
      block: "multiplier",
      parameters: { activation: 2, weight: 2, coding: "signed" },
      result: { verdict: "proved", method: "diagram", freeBits: 4 },
      isReplayed: null,
    });
  });

  test("shows a counterexample in the designer's names, replayed, and ends with 1", async () => {
    const encoder = blockProofs.find(({ entry }) => entry.name === "fineq-encoder");
    if (encoder === undefined) throw new Error("no encoder");
    // A specification with one wrong entry.
    const { specify } = encoder;
    vi.spyOn(encoder, "specify").mockImplementation((values, transition) => {
      const right = specify(values, transition);
      return { ...right, body: right.body.replace(/(: row = 1'h)0/, "$11") };
    });
    expect(await bitloom("prove", "fineq-encoder")).toBe(1);
    expect(printed.out).toMatch(/^fineq-encoder +coding=unary .* refuted$/m);
    expect(printed.out).toMatch(/^magnitude +input +00/m);
    expect(printed.out).toMatch(/^pulse +output +0 +1 +differs$/m);
    expect(printed.out).toContain("The simulator gives the block's values too.");
  });

  test("ends with 1 and says why when time is over", async () => {
    expect(await bitloom("prove", "multiplier", "--timeout", "0.01")).toBe(1);
    expect(printed.out).toMatch(/multiplier: not decided, because 0\.01 s are over\./);
  });

  test("lists what can be proved", async () => {
    expect(await bitloom("prove", "--list")).toBe(0);
    for (const { entry } of blockProofs) expect(printed.out).toContain(entry.name);
    printed.out = "";
    expect(await bitloom("prove", "--list", "--json")).toBe(0);
    expect((JSON.parse(printed.out) as { blocks: object[] }).blocks).toHaveLength(blockProofs.length);
  });

  test.each([
    [["prove"], "BLOCK is neither; allowed is a block, or --all"],
    [["prove", "multiplier", "--all"], "BLOCK is --all and multiplier"],
    [["prove", "--all", "--param", "weight=3"], "--param is weight=3; allowed is only a single block"],
    [["prove", "fifo"], "Nothing can be proved of block fifo"],
    [["prove", "multiplier", "--param", "weight=1"], "BL0612"],
    [["prove", "multi-adder", "--param", "style=tree"], "its style is tree"],
    [["prove", "multiplier", "--timeout", "0"], "--timeout is 0"],
  ])("refuses %j", async (given, problem) => {
    expect(await bitloom(...given)).toBe(2);
    expect(printed.err).toContain(problem);
  });
});
