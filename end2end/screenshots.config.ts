// How `cargo xtask screenshots` makes the pictures of the documentation.

import { defineConfig } from "@playwright/test";
import config from "./playwright.config.ts";

export default defineConfig({
  ...config,
  testMatch: "screenshots.ts",
  projects: [
    {
      name: "screenshots",
      use: {
        // As much as fits in a document.
        viewport: { width: 1280, height: 910 },
        colorScheme: "light",
        reducedMotion: "reduce",
      },
    },
  ],
});
