/** Tells test runners which simulations a test has started, so that a failure outside of every task names their seeds too. */

export interface StartedSimulation {
  /** Top module. */
  readonly module: string;
  readonly seed: number;
}

const listeners: ((simulation: StartedSimulation) => void)[] = [];

/** Calls back for every simulation made from now on. */
export function onSimulationStart(listener: (simulation: StartedSimulation) => void): void {
  listeners.push(listener);
}

/** For `Simulation`. */
export function simulationStarted(simulation: StartedSimulation): void {
  for (const listener of listeners) listener(simulation);
}
