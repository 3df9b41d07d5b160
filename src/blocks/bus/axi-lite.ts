/**
 * AXI4-Lite slave port groups and the register file made from a table. Channel rules are those of AMBA AXI4-Lite
 * (ARM IHI 0022): no `valid` waits for a `ready`, address and data of a write come in any order.
 */
import {
  type Bit,
  bit,
  cat,
  group,
  type Inside,
  input,
  literal,
  type Minus,
  type ModuleDefinition,
  match,
  module,
  mux,
  named,
  type Outside,
  output,
  type Plus,
  type PortMap,
  type PortSpec,
  type Register,
  reg,
  type Uint,
  type UintOf,
  uint,
  type Wire,
  when,
} from "../../dsl/index.ts";
import {
  type CheckedField,
  type CheckedRegister,
  type FieldDescription,
  isReadable,
  isWritable,
  REGISTER_BITS,
  type RegisterDescription,
  type RegisterTable,
  type RegisterTableDescription,
} from "./register-table.ts";

/** The slave's side of an AXI4-Lite bus with 32 data bits; members have the standard's names in lower case. */
export const axiLiteSlave = <const A extends number>(addressBits: A) =>
  group({
    awaddr: input(uint(addressBits)),
    awvalid: input(bit),
    awready: output(bit),
    wdata: input(uint(REGISTER_BITS)),
    wstrb: input(uint(REGISTER_BITS / 8)),
    wvalid: input(bit),
    wready: output(bit),
    bresp: output(uint(2)),
    bvalid: output(bit),
    bready: input(bit),
    araddr: input(uint(addressBits)),
    arvalid: input(bit),
    arready: output(bit),
    rdata: output(uint(REGISTER_BITS)),
    rresp: output(uint(2)),
    rvalid: output(bit),
    rready: input(bit),
  });

/** A slave's bus from inside its module, and the bus of a slave that was instantiated there. */
type SlavePort = Inside<{ s_axi: ReturnType<typeof axiLiteSlave<number>> }>["s_axi"];
type SlaveInstance = Outside<{ s_axi: ReturnType<typeof axiLiteSlave<number>> }>["s_axi"];

/** Hands a module's AXI4-Lite port on to a slave inside it, signal by signal. */
export function connectAxiLite(port: SlavePort, slave: SlaveInstance): void {
  slave.awaddr.value = port.awaddr;
  slave.awvalid.value = port.awvalid;
  port.awready.value = slave.awready;
  slave.wdata.value = port.wdata;
  slave.wstrb.value = port.wstrb;
  slave.wvalid.value = port.wvalid;
  port.wready.value = slave.wready;
  port.bresp.value = slave.bresp;
  port.bvalid.value = slave.bvalid;
  slave.bready.value = port.bready;
  slave.araddr.value = port.araddr;
  slave.arvalid.value = port.arvalid;
  port.arready.value = slave.arready;
  port.rdata.value = slave.rdata;
  port.rresp.value = slave.rresp;
  port.rvalid.value = slave.rvalid;
  slave.rready.value = port.rready;
}

/** Responses of the B and R channels. */
const OKAY = 0;
const SLVERR = 2;

type WidthOf<B> = B extends readonly [infer H extends number, infer L extends number]
  ? Plus<Minus<H, L> & number, 1>
  : 1;
type Drives<W extends number> = PortSpec<Uint<W> & Wire<UintOf<W>>, Uint<W>>;
type Takes<W extends number> = PortSpec<Uint<W>, Uint<W> & Wire<UintOf<W>>>;

type PortsOfField<Name extends string, F extends FieldDescription> = F["access"] extends "ro"
  ? { readonly name: Name; readonly spec: Takes<WidthOf<F["bits"]>> }
  :
      | { readonly name: Name; readonly spec: Drives<WidthOf<F["bits"]>> }
      | (F["access"] extends "w1c"
          ? { readonly name: `${Name}_set`; readonly spec: Takes<WidthOf<F["bits"]>> }
          : never);

type PortsOfRegister<R> = R extends RegisterDescription
  ? R["fields"][number] extends infer F
    ? F extends FieldDescription
      ? PortsOfField<`${R["name"]}_${F["name"]}`, F>
      : never
    : never
  : never;

/** The bus as `s_axi`, and the ports of every field, `REGISTER_FIELD`. */
export type AxiLiteRegisterPorts<T extends RegisterTableDescription> = {
  readonly s_axi: ReturnType<typeof axiLiteSlave<number>>;
} & {
  readonly [P in PortsOfRegister<T["registers"][number]> as P["name"]]: P["spec"];
};

type Target = Uint & Wire<UintOf<number>>;
type Flop = Uint & Register<UintOf<number>>;

/**
 * The registers of a table behind an AXI4-Lite slave.
 *
 * - Ports: `s_axi` (prefix `s_axi_` in the Verilog), and for each field `REGISTER_FIELD`: an output for rw, wo and pulse, an
 *   input for ro; w1c has the flags as output and `REGISTER_FIELD_set` as input.
 * - Latency: with the later of address and data taken in cycle 0, the field's new value and the response are there in
 *   cycle 2; a pulse field is high in that one cycle. With a read address taken in cycle 0, the data are there in cycle 1.
 * - Throughput: a write every two cycles, a read every two cycles, independent of each other. Address and data of the
 *   next write are taken while the response of the last one waits.
 * - Addresses outside the table are answered with SLVERR and change nothing; the two low address bits are ignored, as
 *   `wstrb` chooses the bytes. Writes to ro fields are ignored, reads of wo and pulse fields give 0.
 * - No `awprot` and `arprot`: nothing here depends on them, and the standard lets a slave leave them out.
 */
export function AxiLiteRegisters<const T extends RegisterTableDescription>(
  table: RegisterTable<T>,
): ModuleDefinition<AxiLiteRegisterPorts<T>> {
  const ports: PortMap = { s_axi: axiLiteSlave<number>(table.addressBits), ...fieldPorts(table) };
  const definition = module(
    table.name,
    ports,
    (inside) => {
      const view = inside as Readonly<Record<string, unknown>>;
      const bus = view.s_axi as SlavePort;
      const write = writeChannels(bus, table.addressBits);
      const read = readChannels(bus, table.addressBits);
      const arms: Record<number, () => void> = {};
      for (const register of table.registers) {
        const word = register.address / 4;
        const hit = named(`write_${register.name}`, write.commit.and(write.word.eq(word)));
        const values = register.fields.map((field) => fieldLogic(field, register, view, hit, write));
        arms[word] = () => {
          read.data.next = wordOf(register, values);
        };
      }
      const mapped = table.registers.map((register) => write.word.eq(register.address / 4));
      when(write.commit, () => {
        write.isError.next = cat(...mapped)
          .any()
          .not();
      });
      when(read.start, () => {
        read.isError.next = 0;
        match(read.word, arms, () => {
          read.data.next = 0;
          read.isError.next = 1;
        });
      });
    },
    { doc: table.doc === "" ? `Registers of ${table.name} behind an AXI4-Lite slave.` : table.doc },
  );
  // The map was filled in a loop over the same table that its type is computed from.
  return definition as unknown as ModuleDefinition<AxiLiteRegisterPorts<T>>;
}

function fieldPorts(table: RegisterTable): PortMap {
  const ports: Record<string, PortSpec> = {};
  for (const register of table.registers) {
    for (const field of register.fields) {
      const name = `${register.name}_${field.name}`;
      const type = uint(field.width);
      const options = field.doc === "" ? {} : { doc: field.doc };
      ports[name] = field.access === "ro" ? input(type, options) : output(type, options);
      if (field.access === "w1c") ports[`${name}_set`] = input(type);
    }
  }
  return ports;
}

interface WriteChannels {
  /** A write takes effect at the end of this cycle. */
  readonly commit: Bit;
  /** Address in words. */
  readonly word: Uint;
  /** Ones in the bytes that the write changes. */
  readonly mask: Uint;
  /** The data where the mask is 1, else 0. */
  readonly ones: Uint;
  readonly isError: Flop;
}

/** Takes address and data in any order, holds each until both are there and the last response has gone. */
function writeChannels(bus: SlavePort, addressBits: number): WriteChannels {
  const addressHeld = reg(bit, { init: 0 });
  const writeWord = reg(uint(addressBits - 2));
  const dataHeld = reg(bit, { init: 0 });
  const writeData = reg(uint(REGISTER_BITS));
  const writeStrobe = reg(uint(REGISTER_BITS / 8));
  const responseHeld = reg(bit, { init: 0 });
  const writeError = reg(bit, { init: 0 });

  bus.awready.value = addressHeld.not();
  bus.wready.value = dataHeld.not();
  bus.bvalid.value = responseHeld;
  bus.bresp.value = mux(writeError, literal(uint(2), SLVERR), OKAY);

  const commit = addressHeld.and(dataHeld).and(responseHeld.not().or(bus.bready));
  when(commit, () => {
    addressHeld.next = 0;
    dataHeld.next = 0;
    responseHeld.next = 1;
  }).elseWhen(bus.bready, () => {
    responseHeld.next = 0;
  });
  const takesAddress = bus.awvalid.and(bus.awready);
  when(takesAddress, () => {
    addressHeld.next = 1;
    writeWord.next = bus.awaddr.slice(addressBits - 1, 2);
  });
  const takesData = bus.wvalid.and(bus.wready);
  when(takesData, () => {
    dataHeld.next = 1;
    writeData.next = bus.wdata;
    writeStrobe.next = bus.wstrb;
  });
  const writeMask = cat(...[3, 2, 1, 0].map((lane) => writeStrobe.at(lane).repeat(8)));
  const writtenOnes = writeData.and(writeMask);
  return { commit, word: writeWord, mask: writeMask, ones: writtenOnes, isError: writeError };
}

interface ReadChannels {
  /** An address is taken in this cycle. */
  readonly start: Bit;
  readonly word: Uint;
  readonly data: Flop;
  readonly isError: Flop;
}

function readChannels(bus: SlavePort, addressBits: number): ReadChannels {
  const readHeld = reg(bit, { init: 0 });
  const readData = reg(uint(REGISTER_BITS));
  const readError = reg(bit, { init: 0 });
  bus.arready.value = readHeld.not();
  bus.rvalid.value = readHeld;
  bus.rdata.value = readData;
  bus.rresp.value = mux(readError, literal(uint(2), SLVERR), OKAY);
  const start = named("read_start", bus.arvalid.and(bus.arready));
  when(start, () => {
    readHeld.next = 1;
  }).elseWhen(bus.rready, () => {
    readHeld.next = 0;
  });
  const word = bus.araddr.slice(addressBits - 1, 2);
  return { start, word, data: readData, isError: readError };
}

/** One field's storage and ports; returns what software reads. */
function fieldLogic(
  field: CheckedField,
  register: CheckedRegister,
  view: Readonly<Record<string, unknown>>,
  hit: Bit,
  write: WriteChannels,
): Uint {
  const name = `${register.name}_${field.name}`;
  if (!isWritable(field.access)) return view[name] as Uint;
  const port = view[name] as Target;
  const type = uint(field.width);
  const stored: Flop = reg(type, { init: field.reset, name: `${name}_stored` });
  port.value = stored;
  switch (field.access) {
    case "pulse":
      stored.next = 0;
      when(hit, () => {
        stored.next = bitsOf(field, write.ones);
      });
      break;
    case "w1c": {
      const set = view[`${name}_set`] as Uint;
      stored.next = stored.or(set);
      when(hit, () => {
        stored.next = stored.and(bitsOf(field, write.ones).not()).or(set);
      });
      break;
    }
    default:
      when(hit, () => {
        stored.next = stored.and(bitsOf(field, write.mask).not()).or(bitsOf(field, write.ones));
      });
  }
  return stored;
}

const bitsOf = ({ high, low }: CheckedField, word: Uint): Uint => word.slice(high, low);

/** The register as software reads it: readable fields in their places, zeros elsewhere. */
function wordOf(register: CheckedRegister, values: readonly Uint[]): Uint {
  const parts: Uint[] = [];
  let next = 0;
  const zeros = (width: number): Uint => literal(uint(width), 0);
  register.fields.forEach((field, index) => {
    const value = values[index];
    if (!value || !isReadable(field.access)) return;
    if (field.low > next) parts.unshift(zeros(field.low - next));
    parts.unshift(value);
    next = field.high + 1;
  });
  if (next < REGISTER_BITS) parts.unshift(zeros(REGISTER_BITS - next));
  return cat(...parts);
}
