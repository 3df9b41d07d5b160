/**
 * What is inside an FPGA board: an engine behind the host bridge, and signals for LEDs. Invariant: nothing of the board itself is
 * here; clock, reset and pins come from the top that src/gen/board writes.
 */
import { asynchronous, bit, input, instance, module, output, reg, uint, when } from "../../dsl/index.ts";
import { FineqEngine, type FineqParameters, fineqConfiguration, fineqRegisters } from "../fineq/index.ts";
import { type BridgeParameters, HostBridge } from "./host-bridge.ts";

export interface BoardParameters {
  /** Clock cycles a bit of the serial line. */
  readonly divisor: number;
  readonly bufferBytes?: number;
  readonly identity: number;
  readonly engine: FineqParameters;
}

/** About 0.7 s at 12 MHz. */
const HEARTBEAT_BITS = 23;
const SCALE_BITS = 16;

/** Widths of the engine's ports as the bridge has to have them. */
export function bridgeOf({ engine, ...rest }: BoardParameters): BridgeParameters {
  const shape = fineqConfiguration(engine);
  return {
    ...rest,
    addressBits: fineqRegisters.addressBits,
    weightBits: shape.bus,
    activationBits: shape.activationBus,
    scaleBits: SCALE_BITS,
    resultBits: shape.lanes * shape.resultStride,
  };
}

/**
 * A FineQ engine that a host uses over a serial line.
 *
 * - `rx`, `tx`: the line. `restart`: pulse, reset everything.
 * - `heartbeat`: on and off while the clock runs. `activity`: changes with every good frame. `fault`: a frame was bad since the
 *   reset. `hasResults`: results wait for the host.
 *
 * The activation bus must be whole bytes (BL0610).
 */
export const FineqBoard = (parameters: BoardParameters) => {
  const bridgeParameters = bridgeOf(parameters);
  const shape = fineqConfiguration(parameters.engine);
  const name = `fineq_board_${shape.name}_d${parameters.divisor}_${parameters.identity.toString(16)}`;
  return module(
    name,
    {
      rx: input(bit, { domain: asynchronous, doc: "The line from the host." }),
      tx: output(bit, { doc: "The line to the host." }),
      restart: output(bit, { doc: "Pulse: everything is to be reset." }),
      heartbeat: output(bit),
      activity: output(bit),
      fault: output(bit),
      hasResults: output(bit),
    },
    (io) => {
      const bridge = instance(HostBridge(bridgeParameters));
      const engine = instance(FineqEngine(parameters.engine));
      bridge.rx.value = io.rx;
      io.tx.value = bridge.tx;
      io.restart.value = bridge.restart;
      io.hasResults.value = bridge.hasResults;

      const { m_axi } = bridge;
      const { s_axi } = engine;
      s_axi.awaddr.value = m_axi.awaddr;
      s_axi.awvalid.value = m_axi.awvalid;
      m_axi.awready.value = s_axi.awready;
      s_axi.wdata.value = m_axi.wdata;
      s_axi.wstrb.value = m_axi.wstrb;
      s_axi.wvalid.value = m_axi.wvalid;
      m_axi.wready.value = s_axi.wready;
      m_axi.bresp.value = s_axi.bresp;
      m_axi.bvalid.value = s_axi.bvalid;
      s_axi.bready.value = m_axi.bready;
      s_axi.araddr.value = m_axi.araddr;
      s_axi.arvalid.value = m_axi.arvalid;
      m_axi.arready.value = s_axi.arready;
      m_axi.rdata.value = s_axi.rdata;
      m_axi.rresp.value = s_axi.rresp;
      m_axi.rvalid.value = s_axi.rvalid;
      s_axi.rready.value = m_axi.rready;
      for (const stream of ["weights", "activations", "scales"] as const) {
        engine[stream].tdata.value = bridge[stream].tdata;
        engine[stream].tvalid.value = bridge[stream].tvalid;
        bridge[stream].tready.value = engine[stream].tready;
      }
      bridge.results.tdata.value = engine.results.tdata;
      bridge.results.tkeep.value = engine.results.tkeep;
      bridge.results.tvalid.value = engine.results.tvalid;
      engine.results.tready.value = bridge.results.tready;

      const beats = reg(uint(HEARTBEAT_BITS), { init: 0 });
      beats.next = beats.add(1);
      io.heartbeat.value = beats.at(HEARTBEAT_BITS - 1);
      const isActive = reg(bit, { init: 0 });
      when(bridge.goodFrame, () => {
        isActive.next = isActive.not();
      });
      io.activity.value = isActive;
      const hadFault = reg(bit, { init: 0 });
      when(bridge.badFrame, () => {
        hadFault.next = 1;
      });
      io.fault.value = hadFault;
    },
    { doc: `FineQ engine of ${shape.rows} x ${shape.columns} behind a serial line.` },
  );
};
