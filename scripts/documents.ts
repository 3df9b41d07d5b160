/**
 * Keeps the examples in the documents true. A block opened with "ts FILE" is compiled under that name. After "ts FILE
 * EXPRESSION" the module that EXPRESSION gives is elaborated too, and the next block, Verilog or the text of its errors,
 * must be what comes out. A "FILE.test.ts" is run by vitest.
 *   npm run documents [-- FILE...]            writes the outputs into the documents
 *   npm run documents -- --check [FILE...]    fails when one differs
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { diagnose, type ModuleDefinition, renderDiagnostics, writeVerilog } from "../src/index.ts";
import { type CodeBlock, parseMarkdown } from "./check/markdown.ts";
import { root } from "./check/outcome.ts";

const asked = process.argv.slice(2).filter((argument) => argument !== "--check");
const documents =
  asked.length > 0
    ? asked
    : ["README.md", "docs/guide.md", "docs/arithmetic.md", "docs/afpr-engine.md", "docs/lieq-engine.md"];
/** Inside the project, so that `bitloom` and the packages resolve as in the project. */
const workshop = join(root, ".cache", `documents-${process.pid}`);

interface Example {
  readonly document: string;
  readonly file: string;
  readonly code: CodeBlock;
  /** The block that shows what comes out. */
  readonly shown: CodeBlock;
}

type Output = { readonly text: string } | { readonly complaint: string };

/** Lays out the blocks that name a file, and returns those with an expression, each with the block after it. */
function layOutExamples(document: string): Example[] {
  const { code } = parseMarkdown(readFileSync(resolve(root, document), "utf8"));
  return code.flatMap((block, index) => {
    const [, name, expression] = /^ts (\S+)(?: (.+))?$/.exec(block.language) ?? [];
    if (name === undefined) return [];
    const file = join(workshop, basename(document, ".md"), name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      expression ? `${block.text}\nexport const documented = ${expression};\n` : block.text,
    );
    if (expression === undefined) return [];
    const shown = code[index + 1];
    if (shown?.language !== "verilog" && shown?.language !== "text") {
      throw new Error(`${document}:${block.line}: no verilog or text block follows this example`);
    }
    return [{ document, file, code: block, shown }];
  });
}

/** The top module's Verilog, or the errors where the document shows errors; or why there is none. */
async function outputOf({ file, shown }: Example): Promise<Output> {
  const { documented } = (await import(pathToFileURL(file).href)) as { documented: ModuleDefinition };
  const { design, diagnostics } = diagnose(documented);
  const found = renderDiagnostics(diagnostics).replaceAll(`${relative(root, dirname(file))}/`, "");
  if (shown.language === "text") return found === "" ? { complaint: "no errors" } : { text: found };
  if (!design) return { complaint: `no Verilog\n\n${found}` };
  const top = writeVerilog(design).files.find(({ name }) => name === `${design.top.name}.v`);
  return { text: top?.text ?? "" };
}

async function compileAll(): Promise<void> {
  const options = { extends: "../../tsconfig.json", include: ["**/*.ts"] };
  writeFileSync(join(workshop, "tsconfig.json"), JSON.stringify(options));
  await execa("tsc", ["-p", join(workshop, "tsconfig.json")], {
    preferLocal: true,
    cwd: root,
    stdio: "inherit",
  });
}

/** Runs the tests among the examples; vitest prints what fails. */
async function runTests(): Promise<void> {
  const config = [
    'import base from "../../vitest.config.ts";',
    'export default { ...base, test: { ...base.test, include: ["**/*.test.ts"], passWithNoTests: true } };',
  ];
  writeFileSync(join(workshop, "vitest.config.ts"), config.join("\n"));
  await execa("vitest", ["run", "--root", workshop, "--reporter", "dot"], {
    preferLocal: true,
    localDir: root,
    // A drawing that differs is an error and never written into the copy.
    env: { CI: "true" },
    stdio: "inherit",
  });
}

/** The document with each output in the place of the block that shows it. */
function withOutputs(document: string, outputs: ReadonlyMap<Example, Output>): string {
  const lines = readFileSync(resolve(root, document), "utf8").split("\n");
  const own = [...outputs].filter(([example]) => example.document === document);
  // From the end, so that the lines of the blocks before stay where they are.
  for (const [{ code, shown }, output] of own.reverse()) {
    if (!("text" in output))
      throw new Error(`${document}:${code.line}: this example gives ${output.complaint}`);
    const shownLines = shown.text === "\n" ? 0 : shown.text.split("\n").length - 1;
    lines.splice(shown.line, shownLines, ...output.text.trimEnd().split("\n"));
  }
  return lines.join("\n");
}

/** Tells every example whose output is not what its document shows; returns the exit code. */
function compare(outputs: ReadonlyMap<Example, Output>): number {
  const wrong = [...outputs].filter(
    ([{ shown }, output]) => !("text" in output) || output.text.trimEnd() !== shown.text.trimEnd(),
  );
  for (const [{ document, code }, output] of wrong) {
    const gives = "text" in output ? `\n\n${output.text}` : ` ${output.complaint}`;
    console.error(`${document}:${code.line}: this example gives${gives}`);
  }
  console.log(`${outputs.size} examples in ${documents.join(" and ")}, ${wrong.length} with a wrong output`);
  return wrong.length > 0 || outputs.size === 0 ? 1 : 0;
}

try {
  const examples = documents.flatMap(layOutExamples);
  await compileAll();
  await runTests();
  const outputs = new Map<Example, Output>();
  for (const example of examples) outputs.set(example, await outputOf(example));
  if (process.argv.includes("--check")) process.exitCode = compare(outputs);
  else
    for (const document of documents) writeFileSync(resolve(root, document), withOutputs(document, outputs));
} finally {
  rmSync(workshop, { recursive: true, force: true });
}
