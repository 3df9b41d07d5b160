/** The register page of the manual is made from the table that the hardware is made from. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { registerMarkdown } from "../bus/index.ts";
import { lieqRegisters } from "./registers.ts";

test("docs/lieq-registers.md is the page of the register table", () => {
  const page = readFileSync(new URL("../../../docs/lieq-registers.md", import.meta.url), "utf8");
  expect(page).toBe(registerMarkdown(lieqRegisters));
});
