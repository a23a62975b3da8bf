// How `cargo xtask screenshots` makes the pictures of the documents.

import { defineConfig } from "@playwright/test";
import config from "./playwright.config.ts";

export default defineConfig({
  ...config,
  testMatch: "screenshots.ts",
  projects: [
    {
      name: "screenshots",
      use: {
        // As much as a document has room for.
        viewport: { width: 1280, height: 910 },
        colorScheme: "light",
        reducedMotion: "reduce",
      },
    },
  ],
});
