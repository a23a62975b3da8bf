// The `turnaway` binary as the tests use it: run to its end, or serving.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** How long a server may take to say where it is, and to end, in milliseconds. */
const PATIENCE = 10_000;

/** A command that has ended. */
export interface Ended {
  /** The exit status; `null` when a signal ended it. */
  status: number | null;
  stdout: string;
  stderr: string;
}

/** A server that runs. */
export interface Served {
  /** Its address, without a slash at the end. */
  url: string;
  /** Ends it, and waits until it has ended. */
  stop(): Promise<void>;
}

/** The binary, and a folder of its own for its databases and files. */
export class Turnaway {
  readonly #servers = new Set<Served>();

  private constructor(
    /** The folder in which commands run; it is removed at the end. */
    readonly folder: string,
    private readonly binary: string,
    private readonly site: string,
  ) {}

  /** Finds the binary and the site: those of the environment, else those in `target/`. */
  static async create(): Promise<Turnaway> {
    const target = fileURLToPath(new URL("../target", import.meta.url));
    return new Turnaway(
      await mkdtemp(join(tmpdir(), "turnaway-")),
      resolve(process.env["TURNAWAY_BIN"] || join(target, "release", "turnaway")),
      resolve(process.env["TURNAWAY_SITE"] || join(target, "site")),
    );
  }

  /** A path in the folder. */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** Runs a command to its end; `input` is its standard input. */
  async run(args: string[], input = ""): Promise<Ended> {
    const child = this.#spawn(args);
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    // A command that ends without reading its input closes it: that is its right.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
    const [status] = (await once(child, "close")) as [number | null];
    return { status, stdout, stderr };
  }

  /**
   * Serves a database at a free port, and returns once the server has said which; `options` are
   * more options of `turnaway serve`, which may name the port.
   */
  async serve(database: string, options: string[] = []): Promise<Served> {
    const child = this.#spawn([
      ...["serve", "--database", database, "--site", this.site],
      ...(options.includes("--listen") ? [] : ["--listen", "127.0.0.1:0"]),
      ...options,
    ]);
    child.stdin?.end();
    const server: Served = {
      url: await address(child),
      stop: async () => {
        this.#servers.delete(server);
        await end(child);
      },
    };
    this.#servers.add(server);
    return server;
  }

  /** Ends every server and removes the folder. */
  async close(): Promise<void> {
    await Promise.all([...this.#servers].map((server) => server.stop()));
    await rm(this.folder, { recursive: true, force: true });
  }

  #spawn(args: string[]): ChildProcess {
    // No setting of the person who runs the tests may change what is tested.
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith("TURNAWAY_")),
    );
    return spawn(this.binary, args, { cwd: this.folder, env, stdio: "pipe" });
  }
}

/** Waits for the first line with an address, and goes on reading so that no pipe fills up. */
async function address(child: ChildProcess): Promise<string> {
  let said = "";
  const late = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  try {
    return await new Promise<string>((found, failed) => {
      const listen = (stream: NodeJS.ReadableStream | null, wanted: boolean) => {
        if (!stream) return;
        createInterface({ input: stream }).on("line", (line) => {
          said += `${line}\n`;
          const url = wanted ? line.match(/http:\/\/[^\s/]+/)?.[0] : undefined;
          if (url) found(url);
        });
      };
      listen(child.stdout, true);
      listen(child.stderr, false);
      child.once("error", failed);
      child.once("close", (status, signal) => {
        failed(new Error(`serve ended (${status ?? signal}) before it named its address:\n${said}`));
      });
    });
  } finally {
    clearTimeout(late);
  }
}

/** Ends one child and no other: by asking, then by force. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  await closed;
  clearTimeout(late);
}
