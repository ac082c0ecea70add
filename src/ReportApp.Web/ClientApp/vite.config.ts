import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [react()],
  // The server puts a fresh nonce in the place of this word each time it answers with the page.
  html: { cspNonce: '__CSP_NONCE__' },
  // A font inlined as data: would be refused by the page's policy.
  build: { outDir: '../wwwroot', emptyOutDir: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 900 },
  server: { proxy: { '/api': 'http://localhost:5080' } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}'], env: { TZ: 'Pacific/Chatham' } },
})
