/**
 * Writes the Verilog of the serial transmitter for a 48 MHz clock and 115200 baud, with its file list:
 *   npx tsx examples/write-verilog.ts FOLDER
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BitloomError, elaborate, renderDiagnostics, writeVerilog } from "bitloom";
import { UartTransmitter } from "./uart.ts";

const folder = process.argv[2] ?? "out/uart";

try {
  const { files, fileList } = writeVerilog(elaborate(UartTransmitter(Math.round(48e6 / 115_200))));
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of [...files, fileList]) {
    writeFileSync(join(folder, name), text);
    console.log(join(folder, name));
  }
} catch (error) {
  if (!(error instanceof BitloomError)) throw error;
  console.error(renderDiagnostics(error.diagnostics, { color: process.stderr.isTTY }));
  process.exitCode = 2;
}
