#!/usr/bin/env node
/** The `bitloom` executable. */
import { hideBin } from "yargs/helpers";
import { runCommandLine } from "./command-line.ts";

await runCommandLine(hideBin(process.argv));
