/**
 * The host's WebAssembly, typed: neither ECMAScript's library nor Node's declarations know it. Everything is synchronous;
 * Node has no limit on the size of modules compiled that way.
 */

export interface WasmMemory {
  /** Replaced, with the old one detached, whenever the memory grows. */
  readonly buffer: ArrayBuffer;
  readonly grow: (pages: number) => number;
}

/** By module name, then by field. */
export type WasmImports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface WebAssemblyApi {
  readonly validate: (bytes: Uint8Array) => boolean;
  readonly Memory: new (description: { initial: number; maximum?: number }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: WasmImports,
  ) => { readonly exports: Readonly<Record<string, CallableFunction>> };
}

const { WebAssembly: api } = globalThis as unknown as { WebAssembly: WebAssemblyApi };

/** Bytes in a page of memory. */
export const pageBytes = 65_536;

/** A memory of at least `bytes` bytes, all 0. */
export const createMemory = (bytes: number): WasmMemory =>
  new api.Memory({ initial: Math.max(1, Math.ceil(bytes / pageBytes)) });

export const isValidModule = (bytes: Uint8Array): boolean => api.validate(bytes);

/** Compiles, links and returns the exported functions. Throws the host's error when the module is not valid. */
export const instantiate = (
  bytes: Uint8Array,
  imports: WasmImports,
): Readonly<Record<string, CallableFunction>> => new api.Instance(new api.Module(bytes), imports).exports;
