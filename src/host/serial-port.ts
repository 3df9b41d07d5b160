/**
 * A serial port of the operating system, opened as a file and set up by stty (docs/adr/0034-boards-and-host.md says why). Invariant: the
 * port is raw: bytes come and go as they are.
 */
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { ReadStream } from "node:tty";
import { fail } from "../diagnostics/index.ts";
import { runProcess } from "../tools/index.ts";
import type { Transport } from "./transport.ts";

export interface SerialPortOptions {
  /** Such as /dev/ttyUSB1. */
  readonly path: string;
  /** Bits a second. */
  readonly baud: number;
}

/** Opens a port, raw, 8N1, without flow control. BL0704 says what is wrong with it, BL0711 later that it is gone. */
export async function openSerialPort({ path, baud }: SerialPortOptions): Promise<Transport> {
  const file = await openFile(path);
  try {
    const option = process.platform === "linux" ? "-F" : "-f";
    const settings = [
      option,
      path,
      String(baud),
      "raw",
      "-echo",
      "cs8",
      "-parenb",
      "-cstopb",
      "-crtscts",
      "clocal",
    ];
    const result = await runProcess("stty", settings, { timeoutSeconds: 10 });
    if (result.notFound) fail("BL0704", { port: path, reason: "there is no stty to set its rate" });
    if (result.exitCode !== 0) {
      fail("BL0704", { port: path, reason: `stty says: ${result.output.trim().slice(0, 200) || "nothing"}` });
    }
    return new SerialPort(path, file);
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    const file = await open(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    const isDevice = (await file.stat()).isCharacterDevice();
    if (isDevice) return file;
    await file.close();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reasons: Readonly<Record<string, string>> = {
      ENOENT: "there is no such device",
      EACCES: "you may not use it",
      EBUSY: "another program uses it",
      ENXIO: "no device is behind it",
    };
    return fail("BL0704", { port: path, reason: reasons[code ?? ""] ?? message });
  }
  return fail("BL0704", { port: path, reason: "it is no serial port but a file or folder" });
}

const TAKEN = "it was taken away";
/** What the operating system says of a port whose device is gone. */
const LOST: Readonly<Record<string, string>> = { EIO: TAKEN, ENXIO: TAKEN, ENODEV: TAKEN };

/** Without flow control a port takes what it gets; one that does not for so long never will. */
const STUCK_SECONDS = 5;

/** Errors while it is open: BL0711. */
class SerialPort implements Transport {
  readonly name: string;
  private readonly file: FileHandle;
  private readonly input: ReadStream;
  private pieces: Uint8Array[] = [];
  private wake: (() => void) | undefined;
  private failure: string | undefined;

  constructor(name: string, file: FileHandle) {
    this.name = name;
    this.file = file;
    this.input = new ReadStream(file.fd);
    this.input.on("data", (piece: Buffer) => {
      this.pieces.push(piece);
      this.wake?.();
    });
    const ends = (reason: string): void => {
      this.failure = reason;
      this.wake?.();
    };
    this.input.on("error", ({ code, message }: NodeJS.ErrnoException) => ends(LOST[code ?? ""] ?? message));
    this.input.on("end", () => ends(TAKEN));
  }

  async write(bytes: Uint8Array): Promise<void> {
    let end = performance.now() + 1000 * STUCK_SECONDS;
    for (let at = 0; at < bytes.length; ) {
      try {
        at += (await this.file.write(bytes, at)).bytesWritten;
        end = performance.now() + 1000 * STUCK_SECONDS;
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code !== "EAGAIN") fail("BL0711", { port: this.name, reason: LOST[code ?? ""] ?? message });
        if (performance.now() > end) {
          fail("BL0711", { port: this.name, reason: `it has taken no byte for ${STUCK_SECONDS} s` });
        }
        await new Promise((wake) => setTimeout(wake, 1));
      }
    }
  }

  async read(seconds: number): Promise<Uint8Array> {
    if (this.pieces.length === 0 && this.failure === undefined) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, seconds * 1000);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wake = undefined;
    }
    if (this.pieces.length === 0 && this.failure !== undefined) {
      fail("BL0711", { port: this.name, reason: this.failure });
    }
    const found = Buffer.concat(this.pieces);
    this.pieces = [];
    return found;
  }

  async close(): Promise<void> {
    this.input.destroy();
    await this.file.close().catch(() => undefined);
  }
}
