/**
 * Memories. Read latency and what a read sees under a write are required: they decide which RAM the tools infer, and a
 * default would be a trap.
 */
import { captureSite, fail } from "../diagnostics/index.ts";
import {
  bitWidth,
  type ClockDomain,
  type Expr,
  indexWidth,
  maskOf,
  type ReadUnderWrite,
} from "../ir/index.ts";
import { BIT, type Draft, type MemoryDraft, type ModuleBuilder, requireBuilder } from "./context.ts";
import { coerce, coerceBit, constantBits, literalExpr } from "./operand.ts";
import type { AnyType, LiteralOf, OperandOf, ValueOf } from "./types.ts";
import { makeValue } from "./value.ts";
import type { Bit, Uint } from "./value-types.ts";

export interface MemoryOptions<T extends AnyType> {
  /** Words; or give `addressBits`. */
  readonly depth?: number;
  /** 2^addressBits words. */
  readonly addressBits?: number;
  /** 0: the word appears in the same cycle; 1: at the next edge. */
  readonly latency: 0 | 1;
  /** What a read of an address sees that is written in the same cycle: the old word, the new one, or no promise. */
  readonly readUnderWrite: ReadUnderWrite;
  /** Separately writable lanes of equal width; a write may then carry a `mask` of that many bits, lane 0 lowest. */
  readonly maskLanes?: number;
  /** Initial words from address 0, or a function of the address. */
  readonly init?: readonly LiteralOf<T>[] | ((address: number) => LiteralOf<T>);
  readonly name?: string;
}

export interface WriteOptions<T extends AnyType> {
  readonly when?: Bit;
  readonly addr: Uint | number;
  readonly data: OperandOf<T>;
  /** One bit a lane. */
  readonly mask?: Uint;
  readonly domain?: ClockDomain;
}

export interface MemoryHandle<T extends AnyType> {
  readonly depth: number;
  readonly addressBits: number;
  /** A read port. At latency 1 `enable` 0 keeps the last word. */
  read(addr: Uint, options?: { readonly enable?: Bit; readonly domain?: ClockDomain }): ValueOf<T>;
  /** A write port; takes effect at the edge while `when` and every enclosing `when` are 1. */
  write(options: WriteOptions<T>): void;
}

/** A memory of `depth` words of `type`. */
export function memory<T extends AnyType>(type: T, options: MemoryOptions<T>): MemoryHandle<T> {
  return makeMemory(type, options, undefined);
}

/** `crossing`: why reads and writes of different domains are safe; only `expert` gives one. */
export function makeMemory<T extends AnyType>(
  type: T,
  options: MemoryOptions<T>,
  crossing: string | undefined,
): MemoryHandle<T> {
  const site = captureSite();
  const builder = requireBuilder("memory", site);
  if (typeof options !== "object" || options === null) {
    const expected = "options with depth or addressBits, latency and readUnderWrite";
    fail("BL0107", { what: "the second argument of memory", found: String(options), expected }, [
      { label: "here", site },
    ]);
  }
  const here = [{ label: "here", site }];
  let depth = options.depth ?? (options.addressBits === undefined ? 0 : 2 ** options.addressBits);
  if (!Number.isInteger(depth) || depth < 1 || depth > 1 << 24) {
    builder.report(
      "BL0102",
      { what: "the depth of a memory", found: String(depth), allowed: "a whole number from 1 to 2^24" },
      here,
    );
    depth = 2;
  }
  const width = bitWidth(type.data);
  let lanes = options.maskLanes ?? 1;
  if (!Number.isInteger(lanes) || lanes < 1 || width % lanes !== 0) {
    const allowed = `a number that divides the word's ${width} bits`;
    builder.report("BL0102", { what: "maskLanes of a memory", found: String(lanes), allowed }, here);
    lanes = 1;
  }
  if (options.latency !== 0 && options.latency !== 1) {
    builder.report(
      "BL0102",
      { what: "the latency of a memory", found: String(options.latency), allowed: "0 or 1" },
      here,
    );
  }
  if (!["old", "new", "undefined"].includes(options.readUnderWrite)) {
    const allowed = '"old", "new" or "undefined"';
    builder.report(
      "BL0102",
      { what: "readUnderWrite of a memory", found: String(options.readUnderWrite), allowed },
      here,
    );
  }
  const draft: MemoryDraft = {
    id: builder.newId(),
    name: options.name ?? "",
    type: type.data,
    depth,
    latency: options.latency,
    readUnderWrite: options.readUnderWrite,
    lanes,
    init: initialWords(builder, type, options, depth),
    reads: [],
    writes: [],
    crossing,
    doc: undefined,
    site,
  };
  builder.memories.push(draft);
  return new Handle(builder, draft, indexWidth(depth)) as unknown as MemoryHandle<T>;
}

function initialWords<T extends AnyType>(
  builder: ModuleBuilder,
  type: T,
  options: MemoryOptions<T>,
  depth: number,
): bigint[] | undefined {
  const { init } = options;
  if (init === undefined) return undefined;
  const site = captureSite();
  if (typeof init !== "function" && init.length > depth) {
    const details = {
      what: "the init of a memory",
      found: `${init.length} words`,
      allowed: `${depth} words or fewer`,
    };
    builder.report("BL0102", details, [{ label: "here", site }]);
  }
  const words =
    typeof init === "function" ? Array.from({ length: depth }, (_, i) => init(i)) : init.slice(0, depth);
  return words.map((word) => {
    const bits = constantBits(coerce(type.data, word, { what: "the init of a memory", site }));
    if (bits === undefined)
      builder.report("BL0113", { what: "the init of a memory" }, [{ label: "here", site }]);
    return (bits ?? 0n) & maskOf(bitWidth(type.data));
  });
}

class Handle {
  readonly depth: number;
  readonly addressBits: number;
  private readonly builder: ModuleBuilder;
  private readonly draft: MemoryDraft;

  constructor(builder: ModuleBuilder, draft: MemoryDraft, addressBits: number) {
    this.builder = builder;
    this.draft = draft;
    this.depth = draft.depth;
    this.addressBits = addressBits;
  }

  private begin(what: string): { site: ReturnType<typeof captureSite>; builder: ModuleBuilder } {
    const site = captureSite();
    const builder = requireBuilder(what, site);
    if (builder !== this.builder) {
      const details = { what, module: builder.definition.name, owner: this.builder.definition.name };
      builder.report("BL0108", details, [
        { label: "used here", site },
        { label: "the memory", site: this.draft.site },
      ]);
    }
    return { site, builder };
  }

  read(addr: unknown, options: { readonly enable?: Bit; readonly domain?: ClockDomain } = {}): unknown {
    const { site, builder } = this.begin("read");
    const address = this.address(addr, site);
    let enable: Expr | undefined;
    if (options.enable !== undefined) {
      enable = coerceBit(options.enable, { what: "the enable of a read", site });
      if (this.draft.latency === 0) {
        builder.report("BL0118", {}, [
          { label: "here", site },
          { label: "the memory", site: this.draft.site },
        ]);
        enable = undefined;
      }
    }
    const port: Draft<MemoryDraft["reads"][number]> = {
      id: builder.newId(),
      name: "",
      memory: this.draft,
      address,
      enable,
      domain: options.domain ? builder.useDomain(options.domain) : builder.domain,
      site,
    };
    this.draft.reads.push(port);
    return makeValue({ op: "read", port, type: this.draft.type, site }, builder);
  }

  write(options: WriteOptions<AnyType>): void {
    const { site, builder } = this.begin("write");
    const own =
      options.when === undefined
        ? undefined
        : coerceBit(options.when, { what: "the `when` of a write", site });
    let mask: Expr | undefined;
    if (options.mask !== undefined) {
      mask = coerce({ kind: "uint", width: this.draft.lanes }, options.mask, {
        what: "the mask of a write",
        site,
      });
    }
    this.draft.writes.push({
      memory: this.draft,
      enable: builder.pathCondition(site, own) ?? literalExpr(BIT, 1n, site),
      address: this.address(options.addr, site),
      data: coerce(this.draft.type, options.data, { what: "the data of a write", site }),
      mask,
      domain: options.domain ? builder.useDomain(options.domain) : builder.domain,
      site,
    });
  }

  private address(addr: unknown, site: ReturnType<typeof captureSite>): Expr {
    return coerce({ kind: "uint", width: this.addressBits }, addr, {
      what: "the address of a memory",
      site,
      partner: { label: `the memory has ${this.depth} words`, site: this.draft.site },
    });
  }
}
