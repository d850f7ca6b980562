import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  build: {
    // WebKitGTK 2.50, the oldest engine the window runs on, is Safari 26.
    target: "safari26",
    // One page, loaded from inside the binary: nothing is gained by cutting it up.
    modulePreload: false,
  },
  // Svelte's browser build, also under vitest.
  resolve: { conditions: ["browser"] },
  test: { environment: "happy-dom", include: ["src/**/*.test.ts"] },
});
