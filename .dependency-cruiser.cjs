/**
 * The dependency law of docs/architecture.md as rules: who may import whom, through which file, and no cycles. Each rule
 * is shown to trip in scripts/dependency-law.test.ts, which fails for a rule without an injected fault.
 */

// swc's walker, through which dependency-cruiser reads TypeScript, does not know `using` declarations and stops there.
const { Visitor } = require("@swc/core/Visitor.js");
const visitStatement = Visitor.prototype.visitStatement;
Visitor.prototype.visitStatement = function (statement) {
  if (statement.type !== "UsingDeclaration") return visitStatement.call(this, statement);
  statement.decls = this.visitVariableDeclarators(statement.decls);
  return statement;
};

/** What each folder of src may import besides itself and src/diagnostics. Tests are freer, see below. */
const allowed = {
  diagnostics: [],
  ir: [],
  lint: [],
  templates: [],
  dsl: ["ir"],
  gen: ["ir", "templates"],
  tools: [],
  sim: ["ir", "tools"],
  harness: ["ir", "gen", "sim", "dsl"],
  prove: ["ir", "tools"],
  synth: ["ir", "tools", "templates"],
  blocks: ["dsl", "ir"],
  golden: [],
  model: ["golden"],
  host: ["golden", "tools"],
  jobs: ["ir", "dsl", "gen", "golden", "blocks", "prove"],
  compare: ["ir", "dsl", "gen", "sim", "tools", "synth", "golden", "model", "blocks", "jobs"],
  vitest: ["sim"],
  testing: ["ir", "dsl", "gen", "sim"],
};

/** Tests, and what the tests of a folder share. */
const test = "(\\.test(-d)?|/[a-z-]*testing)\\.ts$";
const hardware = "^src/(dsl|ir|gen|sim|harness|prove|synth|tools|blocks|lint)/";

const folderRules = Object.entries(allowed).map(([folder, others]) => ({
  name: `${folder}-imports`,
  comment: `src/${folder} may import ${["diagnostics", ...others].filter((name) => name !== folder).join(", ") || "nothing"}.`,
  severity: "error",
  from: { path: `^src/${folder}/`, pathNot: test },
  to: { path: "^src/", pathNot: `^src/(${[folder, "diagnostics", ...others].join("|")})/` },
}));

module.exports = {
  forbidden: [
    ...folderRules,
    {
      name: "golden-models-stand-alone",
      comment:
        "A golden model that shares code with the design proves nothing; its tests stay on its side too.",
      severity: "error",
      from: { path: "^src/(golden|model)/" },
      to: { path: hardware },
    },
    {
      name: "nothing-imports-cli",
      comment: "The command line is the outermost layer.",
      severity: "error",
      from: { pathNot: "^src/cli/" },
      to: { path: "^src/cli/" },
    },
    {
      name: "only-tests-import-testing",
      comment: "src/testing holds what tests build designs with; the product does without it.",
      severity: "error",
      from: { pathNot: ["^src/testing/", test, "^bench/"] },
      to: { path: "^src/testing/" },
    },
    {
      name: "nobody-reaches-past-an-index",
      comment: "Another folder is used through its index.ts.",
      severity: "error",
      from: { path: "^src/([^/]+)/" },
      to: { path: "^src/[^/]+/", pathNot: ["^src/$1/", "^src/[^/]+/index\\.ts$"] },
    },
    {
      name: "block-families-meet-at-their-index",
      comment: "stream, bus and fineq are folders of their own.",
      severity: "error",
      from: { path: "^src/blocks/([^/]+)/" },
      to: { path: "^src/blocks/[^/]+/", pathNot: ["^src/blocks/$1/", "^src/blocks/[^/]+/index\\.ts$"] },
    },
    {
      name: "outsiders-reach-past-no-index",
      comment: "Scripts, benches and examples use what the folders offer.",
      severity: "error",
      from: { pathNot: "^(src/[^/]+/|node_modules/)" },
      to: { path: "^src/[^/]+/", pathNot: "^src/[^/]+/index\\.ts$" },
    },
    {
      name: "no-cycles",
      comment: "A cycle has no reading order.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "product-needs-no-development-package",
      comment:
        "What dist imports must be among the dependencies. The matchers are for those who have the test runner.",
      severity: "error",
      from: { path: "^src/", pathNot: [test, "^src/vitest/"] },
      to: { dependencyTypes: ["npm-dev"] },
    },
    {
      name: "everything-resolves",
      comment: "An import that leads nowhere escapes every other rule. Examples name the package itself.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true, pathNot: "^bitloom$" },
    },
  ],
  options: {
    // dependency-cruiser reads TypeScript up to version 6 through its own API; swc's parser reads it without.
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^dist/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types", "require"],
    },
  },
};
