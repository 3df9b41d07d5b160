#!/usr/bin/env node
/** The `bitloom` executable. */
import { hideBin } from "yargs/helpers";
import { runCommandLine } from "./command-line.ts";

// A reader such as `head` may close the pipe before everything is printed: that is its right, not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  throw error;
});

await runCommandLine(hideBin(process.argv));
