import { defineConfig } from 'vitest/config'

/** Takes the pictures of docs/images from a running demo; no test, so `npm run pictures` runs it by hand. */
export default defineConfig({ test: { include: ['pictures.ts'], testTimeout: 300_000 } })
