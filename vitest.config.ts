import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Examples import the package by its name; in tests that is the source, not the last build.
  resolve: {
    alias: [
      { find: /^bitloom\/(\w+)$/, replacement: fileURLToPath(new URL("src/$1/index.ts", import.meta.url)) },
      { find: /^bitloom$/, replacement: fileURLToPath(new URL("src/index.ts", import.meta.url)) },
    ],
  },
  test: {
    include: ["src/**/*.test.ts", "scripts/**/*.test.ts", "examples/**/*.test.ts", "bench/**/*.test.ts"],
    // A hang ends a test, a slow or shared machine does not.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    maxWorkers: 2,
    // Modules are loaded once a worker, not once a file: a sixth of the time. Tests restore what they change of the process.
    isolate: false,
    globalSetup: fileURLToPath(new URL("scripts/temporary-setup.ts", import.meta.url)),
    // Coverage of the designs, not of the TypeScript: docs/guide.md.
    setupFiles: process.env.BITLOOM_COVERAGE ? ["scripts/coverage-setup.ts"] : [],
  },
});
