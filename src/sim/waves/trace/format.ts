/**
 * The layout of trace files (`.blt`), which docs/formats.md describes: head, blocks, end. Invariant: a reader of version 1
 * reads everything that a writer of version 1 wrote; everything else is refused.
 */
import { crc32 } from "node:zlib";
import { z } from "zod";
import type { GroundType } from "../../../ir/index.ts";
import type { LeafScope, Leaves } from "../leaves.ts";
import type { Fragment } from "./placement.ts";

/** First 8 bytes of a file; the digit is the version. */
export const MAGIC = "BLTRACE1";
export const BLOCK_MARK = 0x4b4c_4c42;
export const END_MARK = 0x444e_4c42;
export const BLOCK_HEAD_BYTES = 32;

export interface BlockHead {
  /** Bytes of changes that follow. */
  readonly bytes: number;
  readonly firstCycle: number;
  readonly cycles: number;
  readonly checksum: number;
}

/** An end has the number of the next cycle and no bytes. */
export function blockHead(mark: number, { bytes, firstCycle, cycles, checksum }: BlockHead): Uint8Array {
  const head = new Uint8Array(BLOCK_HEAD_BYTES);
  const view = new DataView(head.buffer);
  view.setUint32(0, mark, true);
  view.setUint32(4, bytes, true);
  view.setFloat64(8, firstCycle, true);
  view.setUint32(16, cycles, true);
  view.setUint32(24, checksum, true);
  view.setUint32(28, crc32(head.subarray(0, 28)), true);
  return head;
}

const whole = z.number().int().nonnegative();
const typeSchema = z.union([
  z.object({ kind: z.enum(["uint", "sint"]), width: whole }),
  z.object({
    kind: z.literal("enum"),
    name: z.string(),
    width: whole,
    members: z.array(z.tuple([z.string(), z.string()])),
  }),
]);
interface ScopeJson {
  readonly name: string;
  /** Name and cell. */
  readonly leaves: readonly (readonly [string, number])[];
  readonly scopes: readonly ScopeJson[];
}
const scopeSchema: z.ZodType<ScopeJson> = z.object({
  name: z.string(),
  leaves: z.array(z.tuple([z.string(), whole])),
  scopes: z.lazy(() => z.array(scopeSchema)),
});
const headSchema = z.object({
  clocks: z.array(z.string()),
  shadowBytes: whole,
  types: z.array(typeSchema),
  /** Type, then byte, shift and width of each fragment. */
  cells: z.array(z.array(whole)),
  top: scopeSchema,
});

/** What the head of a file says. */
export interface TraceHead {
  readonly clocks: readonly string[];
  readonly shadowBytes: number;
  readonly cells: readonly { readonly type: GroundType; readonly fragments: readonly Fragment[] }[];
  readonly top: ScopeJson;
}

/** Magic, length and checksum of the JSON, the JSON. */
export function headBytes(
  leaves: Leaves,
  clocks: readonly string[],
  placed: { readonly shadowBytes: number; readonly fragments: readonly (readonly Fragment[])[] },
): Uint8Array {
  const types: string[] = [];
  const typeNumbers = new Map<string, number>();
  const typeNumber = (type: GroundType): number => {
    const text = JSON.stringify(typeToJson(type));
    const known = typeNumbers.get(text) ?? types.push(text) - 1;
    typeNumbers.set(text, known);
    return known;
  };
  const cells = leaves.cells.map(({ type }, i) => [
    typeNumber(type),
    ...(placed.fragments[i] ?? []).flatMap(({ byte, shift, width }) => [byte, shift, width]),
  ]);
  const head = {
    clocks,
    shadowBytes: placed.shadowBytes,
    types: types.map((text) => JSON.parse(text) as unknown),
    cells,
    top: scopeToJson(leaves.top),
  };
  const json = Buffer.from(JSON.stringify(head));
  const start = Buffer.alloc(16);
  start.write(MAGIC, "latin1");
  start.writeUInt32LE(json.length, 8);
  start.writeUInt32LE(crc32(json), 12);
  return Buffer.concat([start, json]);
}

/** Undefined when the JSON is not what a head holds. */
export function parseHead(json: string): TraceHead | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  const parsed = headSchema.safeParse(value);
  if (!parsed.success) return undefined;
  const { clocks, shadowBytes, types, cells, top } = parsed.data;
  const known = types.map(typeFromJson);
  const read = cells.map(([type = -1, ...numbers]) => {
    const fragments = Array.from({ length: numbers.length / 3 }, (_, i) => ({
      byte: numbers[3 * i] ?? 0,
      shift: numbers[3 * i + 1] ?? 0,
      width: numbers[3 * i + 2] ?? 0,
    }));
    return { type: known[type], fragments };
  });
  const isGood = read.every(
    ({ type, fragments }) =>
      type !== undefined &&
      fragments.every(({ byte, shift, width }) => byte < shadowBytes && shift + width <= 64),
  );
  return isGood ? { clocks, shadowBytes, cells: read as TraceHead["cells"], top } : undefined;
}

const scopeToJson = ({ name, leaves, scopes }: LeafScope): ScopeJson => ({
  name,
  leaves: leaves.map((leaf) => [leaf.name, leaf.cell]),
  scopes: scopes.map(scopeToJson),
});

/** JSON has no big integers: encodings are decimal strings. */
const typeToJson = (type: GroundType): unknown =>
  type.kind === "enum"
    ? { ...type, members: type.members.map(({ name, value }) => [name, String(value)]) }
    : { kind: type.kind, width: type.width };

const typeFromJson = (type: z.infer<typeof typeSchema>): GroundType =>
  type.kind === "enum"
    ? { ...type, members: type.members.map(([name, value]) => ({ name, value: BigInt(value) })) }
    : type;
