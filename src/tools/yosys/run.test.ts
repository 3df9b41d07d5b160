/** The packaged Yosys in a process of its own: what it gives back, how it fails, and that a time limit ends it. */
import { describe, expect, it } from "vitest";
import { BitloomError } from "../../diagnostics/index.ts";
import { packagedTool } from "../packaged.ts";
import { findYosys, type YosysJob } from "./index.ts";

const job = (script: string, timeoutSeconds = 600): YosysJob => ({
  step: "synthesis",
  script,
  inputs: [{ name: "a.v", text: "module a (input wire x, output wire y); assign y = ~x; endmodule\n" }],
  outputs: ["a.json", "missing.json"],
  timeoutSeconds,
  onOutput: () => undefined,
});

describe.skipIf(packagedTool("@yowasp/yosys") === undefined)("the packaged Yosys", () => {
  it("reads the inputs, and gives the outputs that were written", async () => {
    const answer = await (await findYosys("packaged")).run(job("read_verilog a.v\nwrite_json a.json"));
    expect(answer.succeeded).toBe(true);
    expect([...answer.files.keys()]).toEqual(["a.json"]);
    expect(answer.files.get("a.json")).toContain('"$not"');
  });

  it("tells that a script failed, with what was printed", async () => {
    const answer = await (await findYosys("packaged")).run(job("read_verilog b.v"));
    expect(answer).toMatchObject({ succeeded: false });
    expect(answer.output).toContain("b.v");
  });

  it("is ended by the time limit", async () => {
    const { run } = await findYosys("packaged");
    const error = await run(job("read_verilog a.v", 0.01)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(BitloomError);
    expect((error as BitloomError).diagnostics[0]?.code).toBe("BL0405");
  });
});
