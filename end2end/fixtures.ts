// Import `test` and `expect` from here: a page of these tests fails on any problem.

import { test as base, expect } from "@playwright/test";
import { watch } from "./problems.ts";
import { Turnaway } from "./turnaway.ts";

export { expect };
export type { Ended, Served, Turnaway } from "./turnaway.ts";

interface TestFixtures {
  /**
   * Problems that a test provokes, as patterns for the lines that `watch` writes. Any other
   * problem of a page fails the test. A test adds its own, `allowedProblems.push(/status
   * 400/)`, or a group has them, `test.use({ allowedProblems: [[/status 400/], { scope: "test"
   * }] })`: the outer brackets are needed, because Playwright takes the second item of a list
   * for settings.
   */
  allowedProblems: RegExp[];
  /** Whether the context is signed in to every server of the worker, as the first administrator. */
  isSignedIn: boolean;
}

interface WorkerFixtures {
  /** The binary, with its own folder; its servers end with the worker. */
  turnaway: Turnaway;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  turnaway: [
    // Playwright reads the braces: they say that this needs no other fixture.
    async ({}, use) => {
      const turnaway = await Turnaway.create();
      await use(turnaway);
      await turnaway.close();
    },
    { scope: "worker" },
  ],

  // A new list for each test, so that what one test allows is not allowed in the next.
  allowedProblems: [async ({}, use) => use([]), { option: true }],

  isSignedIn: [true, { option: true }],

  // The context rather than the page: a test may open more pages than the first.
  context: async ({ context, allowedProblems, turnaway, isSignedIn }, use) => {
    if (!Array.isArray(allowedProblems)) {
      throw new TypeError("write allowedProblems: [[/first/, /second/], { scope: 'test' }]");
    }
    if (isSignedIn) await turnaway.giveCookies(context);
    const problems = await watch(context);
    await use(context);
    // Checked before the context closes, because closing it aborts what is still loading.
    const unexpected = problems.filter((line) => !allowedProblems.some((known) => known.test(line)));
    expect(unexpected, "a page did something it must not do").toEqual([]);
  },
});
