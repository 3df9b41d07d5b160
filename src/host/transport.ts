/** What carries bytes between host and board: a serial port, or a simulation of one. */

export interface Transport {
  /** For messages: the port's path. */
  readonly name: string;
  write(bytes: Uint8Array): Promise<void>;
  /** Bytes as soon as there are any; none if none came within `seconds`. */
  read(seconds: number): Promise<Uint8Array>;
  close(): Promise<void>;
  /** Seconds of its own time, from any beginning, where that is not the wall clock's. */
  now?(): number;
}
