/** The register page of the manual is made from the table that the hardware is made from. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { registerMarkdown } from "../bus/index.ts";
import { afprRegisters } from "./registers.ts";

test("docs/afpr-registers.md is the page of the register table", () => {
  const page = readFileSync(new URL("../../../docs/afpr-registers.md", import.meta.url), "utf8");
  expect(page).toBe(registerMarkdown(afprRegisters));
});
