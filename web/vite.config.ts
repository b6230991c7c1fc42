import react from "@vitejs/plugin-react";
import tailwind from "@tailwindcss/vite";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { budget } from "./build/budget.ts";
import { compress } from "./build/compress.ts";
import { emoji } from "./build/emoji.ts";
import { manifest } from "./build/manifest.ts";
import { keepPlaceholder } from "./build/placeholder.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.RELEVO_URL ?? "http://127.0.0.1:8080";

export default defineConfig({
  base: "/app/",
  publicDir: false,
  resolve: { alias: { "@": here("src") } },
  plugins: [
    react(),
    tailwind(),
    keepPlaceholder(),
    emoji(),
    manifest(),
    // kB gzip: what a browser loads before the inbox can be used.
    budget({ "app.html": { js: 200, css: 20 }, "inbox.html": { js: 200, css: 20 } }),
    compress(),
  ],
  build: {
    target: "es2022",
    emptyOutDir: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { app: here("app.html"), inbox: here("inbox.html"), worker: here("src/features/notifications/worker.ts") },
      // A browser knows the worker by its address, which stays.
      output: { entryFileNames: ({ name }) => (name === "worker" ? "notifications/worker.js" : "assets/[name]-[hash].js") },
    },
  },
  server: {
    proxy: {
      "/platform": server,
      "/media": server,
      "/realtime": { target: server, ws: true },
    },
  },
  test: { environment: "happy-dom", include: ["test/unit/**/*.test.{ts,tsx}"] },
} as Parameters<typeof defineConfig>[0]);
