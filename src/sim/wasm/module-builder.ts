/**
 * A WebAssembly module in its binary format: imported memory and functions, then functions with their bodies.
 * Invariant: imported functions are declared before the first function of the module, because they share one numbering.
 */
import { ByteWriter } from "./bytes.ts";
import { FunctionBuilder } from "./function-builder.ts";
import type { ValueType } from "./instructions.ts";

interface ImportedFunction {
  readonly module: string;
  readonly field: string;
  readonly type: number;
}

export class ModuleBuilder {
  private readonly types: string[] = [];
  private readonly imported: ImportedFunction[] = [];
  private readonly functions: FunctionBuilder[] = [];
  private readonly exports: { readonly name: string; readonly index: number }[] = [];
  private memory: { readonly module: string; readonly field: string } | undefined;

  /** The memory that loads and stores work on. */
  importMemory(module: string, field: string): void {
    this.memory = { module, field };
  }

  /** Index of the imported function, for `call`. */
  importFunction(
    module: string,
    field: string,
    params: readonly ValueType[],
    results: readonly ValueType[],
  ): number {
    this.imported.push({ module, field, type: this.typeIndex(params, results) });
    return this.imported.length - 1;
  }

  /** A new function, exported when a name is given; `index` is for `call`. */
  addFunction(
    params: readonly ValueType[],
    results: readonly ValueType[],
    exportName?: string,
  ): { readonly index: number; readonly builder: FunctionBuilder } {
    const builder = new FunctionBuilder(params, results);
    this.functions.push(builder);
    const index = this.imported.length + this.functions.length - 1;
    if (exportName !== undefined) this.exportFunction(index, exportName);
    return { index, builder };
  }

  /** Exports a function under one more name. */
  exportFunction(index: number, name: string): void {
    this.exports.push({ name, index });
  }

  toBytes(): Uint8Array {
    const types = this.functions.map((builder) => this.typeIndex(builder.params, builder.results));
    const out = new ByteWriter(1 << 14);
    for (const byte of [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]) out.byte(byte);
    section(out, 1, (s) => {
      s.unsigned(this.types.length);
      for (const type of this.types) for (const code of type.split(",")) s.byte(Number(code));
    });
    section(out, 2, (s) => this.imports(s));
    section(out, 3, (s) => {
      s.unsigned(types.length);
      for (const type of types) s.unsigned(type);
    });
    section(out, 7, (s) => {
      s.unsigned(this.exports.length);
      for (const { name, index } of this.exports) {
        s.name(name);
        s.byte(0x00);
        s.unsigned(index);
      }
    });
    section(out, 10, (s) => {
      s.unsigned(this.functions.length);
      for (const builder of this.functions) code(s, builder);
    });
    return out.bytes();
  }

  private imports(s: ByteWriter): void {
    s.unsigned(this.imported.length + (this.memory === undefined ? 0 : 1));
    if (this.memory !== undefined) {
      s.name(this.memory.module);
      s.name(this.memory.field);
      s.byte(0x02);
      s.byte(0x00); // no maximum
      s.unsigned(0); // any size will do
    }
    for (const { module, field, type } of this.imported) {
      s.name(module);
      s.name(field);
      s.byte(0x00);
      s.unsigned(type);
    }
  }

  private typeIndex(params: readonly ValueType[], results: readonly ValueType[]): number {
    const text = [0x60, params.length, ...params, results.length, ...results].join(",");
    const known = this.types.indexOf(text);
    return known >= 0 ? known : this.types.push(text) - 1;
  }
}

function section(out: ByteWriter, id: number, fill: (section: ByteWriter) => void): void {
  const content = new ByteWriter(1024);
  fill(content);
  out.byte(id);
  out.unsigned(content.length);
  out.append(content.bytes());
}

function code(out: ByteWriter, { locals, body }: FunctionBuilder): void {
  const runs: { readonly type: ValueType; count: number }[] = [];
  for (const type of locals) {
    const last = runs.at(-1);
    if (last?.type === type) last.count++;
    else runs.push({ type, count: 1 });
  }
  const head = new ByteWriter(16 + 6 * runs.length);
  head.unsigned(runs.length);
  for (const { type, count } of runs) {
    head.unsigned(count);
    head.byte(type);
  }
  out.unsigned(head.length + body.length + 1);
  out.append(head.bytes());
  out.append(body.bytes());
  out.byte(0x0b);
}
