/** Reads `testbench.json`, which the generators of src/gen/testbench write beside a testbench. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { fail } from "../../diagnostics/index.ts";

// Names go to command lines and into paths, so nothing but Verilog identifiers passes.
const identifier = z.string().regex(/^[A-Za-z_][A-Za-z0-9_$]*$/, "not a Verilog identifier");

const schema = z.object({
  format: z.literal("bitloom-testbench"),
  version: z.literal(1),
  name: identifier,
  kind: z.enum(["cycle", "stream"]),
  device: identifier,
  sources: z.array(z.string().min(1)).min(1),
  vectors: z.array(z.string().min(1)),
  checks: z.int().positive(),
});

/** The contents of `testbench.json`; paths are relative to the folder. */
export type Testbench = z.infer<typeof schema>;

/** Error BL0406: no such file, no JSON, or not of this shape. */
export async function readTestbench(directory: string): Promise<Testbench> {
  const file = join(directory, "testbench.json");
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    fail("BL0406", { file, reason: missing ? "there is no such file" : String(error) });
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    fail("BL0406", { file, reason: "it is not JSON" });
  }
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  return fail("BL0406", {
    file,
    reason: `${issue?.path.join(".") || "top level"}: ${issue?.message ?? "wrong shape"}`,
  });
}
