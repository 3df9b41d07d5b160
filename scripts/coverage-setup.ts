/** Loaded by vitest under BITLOOM_COVERAGE=DIR: what the simulations of a test file covered is written when the file ends. */
import { afterAll } from "vitest";
import { flushCoverage } from "../src/sim/index.ts";

afterAll(flushCoverage);
