/** Register tables from files. Invariant: what is returned passed the same checks as a table in TypeScript. */
import { readFileSync } from "node:fs";
import { fail } from "../../diagnostics/index.ts";
import { type RegisterTable, type RegisterTableDescription, registerTable } from "./register-table.ts";

/** Reads a JSON file with a `RegisterTableDescription`. Fails with BL0626 (no such file, no JSON) and as `registerTable`. */
export function readRegisterTable(path: string): RegisterTable {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    return fail("BL0626", { path, reason: isMissing ? "there is no such file" : String(error) });
  }
  let description: unknown;
  try {
    description = JSON.parse(text);
  } catch (error) {
    return fail("BL0626", { path, reason: error instanceof Error ? error.message : String(error) });
  }
  // The schema inside decides whether it is one.
  return registerTable(description as RegisterTableDescription);
}
