/**
 * Keeps the examples in the documents true. A block opened with "ts FILE" is compiled under that name. After "ts FILE
 * EXPRESSION" the module that EXPRESSION gives is elaborated too, and the next block, Verilog or the text of its errors,
 * must be what comes out.
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
const documents = asked.length > 0 ? asked : ["README.md", "docs/guide.md"];
/** Inside the project, so that `bitloom` and the packages resolve as in the project. */
const workshop = join(root, ".cache", `documents-${process.pid}`);

interface Example {
  readonly document: string;
  readonly file: string;
  readonly code: CodeBlock;
  /** The block that shows what comes out. */
  readonly shown: CodeBlock;
}

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

/** The top module's Verilog, or the errors where the document shows errors. */
async function outputOf({ document, file, code, shown }: Example): Promise<string> {
  const { documented } = (await import(pathToFileURL(file).href)) as { documented: ModuleDefinition };
  const { design, diagnostics } = diagnose(documented);
  const text =
    shown.language === "verilog"
      ? design && writeVerilog(design).files.find(({ name }) => name === `${design.top.name}.v`)?.text
      : renderDiagnostics(diagnostics);
  if (!text) {
    const found = renderDiagnostics(diagnostics);
    throw new Error(`${document}:${code.line}: this example gives no ${shown.language}\n${found}`);
  }
  return text.replaceAll(`${relative(root, dirname(file))}/`, "");
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

/** Puts each output in the place of the block that shows it. */
function withOutputs(document: string, outputs: ReadonlyMap<CodeBlock, string>): string {
  const lines = readFileSync(resolve(root, document), "utf8").split("\n");
  for (const [block, output] of [...outputs].sort(([a], [b]) => b.line - a.line)) {
    const shownLines = block.text === "\n" ? 0 : block.text.split("\n").length - 1;
    lines.splice(block.line, shownLines, ...output.trimEnd().split("\n"));
  }
  return lines.join("\n");
}

/** What each example gives, by the block that shows it. */
async function allOutputs(examples: readonly Example[]): Promise<Map<CodeBlock, string>> {
  await compileAll();
  const outputs = new Map<CodeBlock, string>();
  for (const example of examples) outputs.set(example.shown, await outputOf(example));
  return outputs;
}

/** Tells every example whose output is not what its document shows; returns the exit code. */
function compare(examples: readonly Example[], outputs: ReadonlyMap<CodeBlock, string>): number {
  const wrong = examples.filter(({ shown }) => outputs.get(shown)?.trimEnd() !== shown.text.trimEnd());
  for (const { document, code, shown } of wrong) {
    console.error(`${document}:${code.line}: this example gives\n\n${outputs.get(shown)}`);
  }
  console.log(
    `${examples.length} examples in ${documents.join(" and ")}, ${wrong.length} with a wrong output`,
  );
  return wrong.length > 0 || examples.length === 0 ? 1 : 0;
}

try {
  const examples = documents.flatMap(layOutExamples);
  const outputs = await allOutputs(examples);
  if (process.argv.includes("--check")) {
    process.exitCode = compare(examples, outputs);
  } else {
    for (const document of documents) {
      const own = examples.filter((example) => example.document === document).map(({ shown }) => shown);
      const made = new Map([...outputs].filter(([block]) => own.includes(block)));
      writeFileSync(resolve(root, document), withOutputs(document, made));
    }
  }
} finally {
  rmSync(workshop, { recursive: true, force: true });
}
