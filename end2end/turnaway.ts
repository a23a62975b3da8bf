// The `turnaway` binary as the tests use it: run to completion, or serving.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { BrowserContext } from "@playwright/test";

/**
 * The time limit for a server to report its URL, and to stop, in milliseconds. It ends a test
 * that would hang, and is no measure of the server's speed.
 */
const PATIENCE = 60_000;

/** A command that has ended. */
export interface Ended {
  /** The exit status; `null` when a signal ended it. */
  status: number | null;
  stdout: string;
  stderr: string;
}

/** A running server. */
export interface Served {
  /** Its URL, without a trailing slash. */
  url: string;
  /** The sign-in URL that it printed. */
  link: string;
  /** Stops it, and waits until it has stopped. */
  stop(): Promise<void>;
}

type Cookie = Parameters<BrowserContext["addCookies"]>[0][number];

/** The binary, and a folder for its databases and files. */
export class Turnaway {
  readonly #servers = new Set<Served>();
  /** The cookies of the sign-ins; each server's has its own name. */
  readonly #cookies = new Map<string, Cookie>();
  readonly #contexts = new Set<BrowserContext>();

  private constructor(
    /** The folder in which commands run; it is removed at the end. */
    readonly folder: string,
    private readonly binary: string,
    private readonly site: string,
  ) {}

  /** Finds the binary and the site: from the environment, else in `target/`. */
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

  /** Runs a command to completion; `input` is its standard input. */
  async run(args: string[], input = ""): Promise<Ended> {
    const child = this.#spawn(args);
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    // A command that ends without reading its input closes it, which is allowed.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
    const [status] = (await once(child, "close")) as [number | null];
    return { status, stdout, stderr };
  }

  /**
   * Serves a database on a free port, signs in as its first administrator, and returns once
   * that is done; `options` are more options of `turnaway serve`, which may set the port.
   */
  async serve(database: string, options: string[] = []): Promise<Served> {
    const served = await this.serveOnly(database, ["--sign-in-link", ...options]);
    await this.#signIn(served);
    return served;
  }

  /** The same without signing in. */
  async serveOnly(database: string, options: string[] = []): Promise<Served> {
    const child = this.#spawn([
      ...["serve", "--database", database, "--site", this.site],
      ...(options.includes("--listen") ? [] : ["--listen", "127.0.0.1:0"]),
      ...options,
    ]);
    child.stdin?.end();
    const link = await said(child);
    const server: Served = {
      url: new URL(link).origin,
      link,
      stop: async () => {
        this.#servers.delete(server);
        await end(child);
      },
    };
    this.#servers.add(server);
    return server;
  }

  /** Signs a context in to every server of this worker, those that start later too. */
  async giveCookies(context: BrowserContext): Promise<void> {
    this.#contexts.add(context);
    context.once("close", () => this.#contexts.delete(context));
    await context.addCookies([...this.#cookies.values()]);
  }

  /** Does what a script does with the line that the server printed: one POST. */
  async #signIn(served: Served): Promise<void> {
    const answer = await fetch(served.link, { method: "POST", body: new URLSearchParams(), redirect: "manual" });
    const [pair] = answer.headers.get("set-cookie")?.split(";") ?? [];
    const [name, value] = pair?.split("=") ?? [];
    if (answer.status !== 303 || !name || !value) throw new Error(`no cookie: status ${answer.status}`);
    const cookie: Cookie = { name, value, url: served.url, httpOnly: true, sameSite: "Lax" };
    this.#cookies.set(name, cookie);
    await Promise.all([...this.#contexts].map((context) => context.addCookies([cookie])));
  }

  /** Stops every server and removes the folder. */
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

/** Waits for the line `sign-in: URL`, and keeps reading so that no pipe fills up. */
async function said(child: ChildProcess): Promise<string> {
  let output = "";
  const late = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  try {
    return await new Promise<string>((found, failed) => {
      const listen = (stream: NodeJS.ReadableStream | null, wanted: boolean) => {
        if (!stream) return;
        createInterface({ input: stream }).on("line", (line) => {
          output += `${line}\n`;
          const url = wanted ? line.match(/^sign-in: (http:\/\/\S+)$/)?.[1] : undefined;
          if (url) found(url);
        });
      };
      listen(child.stdout, true);
      listen(child.stderr, false);
      child.once("error", failed);
      child.once("close", (status, signal) => {
        failed(new Error(`serve ended (${status ?? signal}) before it printed its URL:\n${output}`));
      });
    });
  } finally {
    clearTimeout(late);
  }
}

/** Ends one child and no other: by a signal first, then by force. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  await closed;
  clearTimeout(late);
}
