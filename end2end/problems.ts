// What must never happen in a page: it is noted while a test runs, and fails it.

import type { BrowserContext } from "@playwright/test";

/** The name of the function that pages call with a violation of their policy. */
const REPORT = "__turnawayPolicyViolation";

/**
 * Notes every problem in every page of a context, from now on, as a line each: console errors
 * and warnings, uncaught errors, failed requests, statuses of 400 and more, and violations of
 * the content security policy. The list returned grows.
 */
export async function watch(context: BrowserContext): Promise<string[]> {
  const problems: string[] = [];

  context.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    // A busy machine may take some seconds from loading a file to using it. The test of the
    // page weight checks that it is loaded once.
    if (/turnaway_bg\.wasm was preloaded using link preload but not used/.test(message.text())) return;
    problems.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => {
    const { stack, message } = error.error();
    problems.push(`page error: ${stack || message}`);
  });
  context.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "no reason given";
    // Our code aborts no request: a browser aborts what is still loading when the page is
    // left, and a hidden page closes its connection. The tests that use a chart or the slice
    // check that what loads late does load.
    if (reason === "net::ERR_ABORTED") return;
    problems.push(`request failed: ${request.method()} ${request.url()}: ${reason}`);
  });
  context.on("response", (response) => {
    if (response.status() < 400) return;
    const method = response.request().method();
    problems.push(`status ${response.status()}: ${method} ${response.url()}`);
  });

  await context.exposeBinding(REPORT, ({ page }, violation: string) => {
    problems.push(`policy violation: ${violation} (${page.url()})`);
  });
  await context.addInitScript((report) => {
    document.addEventListener("securitypolicyviolation", (event) => {
      const tell = (globalThis as unknown as Record<string, (violation: string) => void>)[report];
      tell?.(`${event.effectiveDirective} blocked ${event.blockedURI} ${event.sample}`);
    });
  }, REPORT);

  return problems;
}
