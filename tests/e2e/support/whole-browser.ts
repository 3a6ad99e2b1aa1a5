/** Chromium with all that the headless shell of the other stories has not, as notices of what was pushed. */
import { type Browser, chromium } from '@playwright/test'

export function openWholeBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM_PATH
  return chromium.launch({ executablePath, ...(!executablePath && { channel: 'chromium' }) })
}
