/**
 * Always blocks and initial contents of memories, in the forms that Vivado, Quartus and Yosys turn into RAM. Invariant:
 * later write ports win, and a port reads the old word unless the memory says "new".
 */
import {
  bitWidth,
  type Expr,
  type Memory,
  type MemoryRead,
  type MemoryWrite,
  maskOf,
} from "../../ir/index.ts";
import { conjunction, mayWrite, writeHits } from "./memory-words.ts";
import { literalText, printValue } from "./print.ts";
import type { ModuleScope } from "./scope.ts";
import { StatementWriter } from "./statements.ts";
import { indented, locationText, renderLine, type SourceComments, withComment } from "./text.ts";
import { type Net, rangeValue, type Value } from "./value.ts";

/** More words than this are read from a file instead of being listed in an initial block, unless they are all alike. */
const mostListedWords = 8;

export interface MemoryText {
  readonly lines: readonly string[];
  /** Initial content for `$readmemh`. */
  readonly file: { readonly name: string; readonly text: string } | undefined;
}

/** The clocked blocks of the memory's ports and its `$readmemh`; declares the memory and what holds its words. */
export function writeMemory(scope: ModuleScope, memory: Memory, options: SourceComments): MemoryText {
  scope.declareMemory(memory);
  const domains = new Set([...memory.writes, ...memory.reads].map((port) => port.domain));
  const blocks = [...domains].map((domain) => clockedBlock(scope, memory, domain, options));
  const { lines, file } = initialContent(scope, memory);
  return {
    lines: [lines, ...blocks].filter((block) => block.length > 0).flatMap((block) => [...block, ""]),
    file,
  };
}

/** Expressions that the blocks below print, for the count of uses; twice what is printed once a lane. */
export function memoryRoots(memory: Memory): Expr[] {
  const isBypassed = memory.readUnderWrite === "new";
  const writes = memory.writes.flatMap(({ enable, address, data, mask }) => {
    const once = [enable, address, data, ...(mask === undefined ? [] : [mask])];
    return isBypassed || memory.lanes > 1 ? [...once, ...once] : once;
  });
  const reads = memory.reads.flatMap(({ address, enable }) => [
    address,
    ...(isBypassed ? [address] : []),
    ...(enable === undefined ? [] : [enable]),
  ]);
  return [...writes, ...reads];
}

function clockedBlock(
  scope: ModuleScope,
  memory: Memory,
  domainName: string,
  options: SourceComments,
): readonly string[] {
  const domain = scope.module.domains.find((candidate) => candidate.name === domainName);
  const writes = memory.writes.filter((write) => write.domain === domainName);
  const reads = memory.latency === 1 ? memory.reads.filter((read) => read.domain === domainName) : [];
  const body = [
    ...writes.flatMap((write) => writeLines(scope, write)),
    ...reads.flatMap((read) => readLines(scope, read, writes)),
  ];
  if (domain === undefined || body.length === 0) return [];
  scope.readClock(domain.clock);
  const site = locationText(writes[0]?.site ?? reads[0]?.site, options);
  return [withComment(`always @(posedge ${domain.clock}) begin`, site), ...indented(body), "end"];
}

function writeLines(scope: ModuleScope, write: MemoryWrite): string[] {
  if (!mayWrite(write)) return [];
  const word = {
    name: `${write.memory.name}[${addressText(scope, write)}]`,
    width: bitWidth(write.memory.type),
  };
  return laneAssignments(scope, write, word, undefined);
}

function readLines(scope: ModuleScope, read: MemoryRead, writes: readonly MemoryWrite[]): string[] {
  const { memory } = read;
  const net = scope.netOfRead(read);
  const branches = new StatementWriter(scope, "<=");
  const address = scope.lowering.selector(read.address, read.name);
  const printed = printValue(address, scope);
  const lines = renderLine("", [`${net.name} <= ${memory.name}[`, printed, "]"], ";", 2);
  if (memory.readUnderWrite === "new") {
    for (const write of writes.filter(mayWrite)) lines.push(...laneAssignments(scope, write, net, address));
  }
  if (read.enable === undefined) return lines;
  return branches.branch(scope.lowering.value(read.enable, read.name), lines, [], { depth: 2 });
}

/** Assigns the written lanes to the word in the memory, or, with `readAddress`, to the word that is being read. */
function laneAssignments(
  scope: ModuleScope,
  write: MemoryWrite,
  word: Net,
  readAddress: Value | undefined,
): string[] {
  const { memory } = write;
  const { lowering } = scope;
  const branches = new StatementWriter(scope, "<=");
  const width = bitWidth(memory.type);
  const laneWidth = width / memory.lanes;
  const target = memory.name;
  const enable = lowering.operand(write.enable, target);
  const condition =
    readAddress === undefined ? conjunction([enable]) : writeHits(scope, write, readAddress, undefined);
  const { mask } = write;
  const assignments =
    mask === undefined
      ? assign(word.name, lowering.value(write.data, target))
      : Array.from({ length: memory.lanes }, (_, lane) => {
          const low = lane * laneWidth;
          const data = rangeValue(lowering.net(write.data, target), low + laneWidth - 1, low);
          const place =
            memory.lanes === 1 ? word.name : `${word.name}[${selectText(low + laneWidth - 1, low)}]`;
          const maskNet = lowering.net(mask, target);
          return branches.branch(rangeValue(maskNet, lane, lane), assign(place, data), [], { depth: 3 });
        }).flat();
  if (condition === undefined) return assignments;
  return branches.branch(condition, assignments, [], { depth: 2 });

  function assign(place: string, value: Value): string[] {
    return renderLine("", [`${place} <= `, printValue(value, scope)], ";", 3);
  }
}

const selectText = (high: number, low: number): string => (high === low ? `${low}` : `${high}:${low}`);

function addressText(scope: ModuleScope, write: MemoryWrite): string {
  return renderLine(
    "",
    printValue(scope.lowering.selector(write.address, write.memory.name), scope),
    "",
    0,
  ).join(" ");
}

function initialContent(scope: ModuleScope, memory: Memory): MemoryText {
  if (memory.init === undefined) return { lines: [], file: undefined };
  const width = bitWidth(memory.type);
  const words = Array.from({ length: memory.depth }, (_, i) => (memory.init?.[i] ?? 0n) & maskOf(width));
  const style = memory.type.kind === "uint" ? "decimal" : memory.type.kind === "sint" ? "signed" : "hex";
  if (words.length > mostListedWords && words.every((word) => word === words[0])) {
    return { lines: filled(scope, memory, literalText(width, words[0] ?? 0n, style)), file: undefined };
  }
  if (words.length <= mostListedWords) {
    const lines = words.map((word, i) => `${memory.name}[${i}] = ${literalText(width, word, style)};`);
    return { lines: ["initial begin", ...indented(lines), "end"], file: undefined };
  }
  const digits = Math.ceil(width / 4);
  const name = `${scope.module.name}_${memory.name}.hex`;
  const text = words.map((word) => `${word.toString(16).padStart(digits, "0")}\n`).join("");
  return { lines: [`initial $readmemh("${name}", ${memory.name});`], file: { name, text } };
}

/** A loop, because simulators look for a file in the folder that they run in: without one a design runs in any. */
function filled(scope: ModuleScope, memory: Memory, word: string): string[] {
  const block = scope.names.claim(`${memory.name}_initial`);
  const index = scope.names.claim("index");
  return [
    `initial begin : ${block}`,
    ...indented([
      `integer ${index};`,
      `for (${index} = 0; ${index} < ${memory.depth}; ${index} = ${index} + 1)`,
      ...indented([`${memory.name}[${index}] = ${word};`]),
    ]),
    "end",
  ];
}
