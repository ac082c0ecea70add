/**
 * Comfort only (a panel's width, a chosen language). In a frame without third-party cookies every touch of the browser's storage
 * throws; then the memory of the page has to do.
 */
const memory = new Map<string, string>()

export const safeStorage = {
  get(key: string): string | null {
    try {
      return window.localStorage.getItem(key)
    } catch {
      return memory.get(key) ?? null
    }
  },

  set(key: string, value: string): void {
    try {
      window.localStorage.setItem(key, value)
    } catch {
      memory.set(key, value)
    }
  },
}
