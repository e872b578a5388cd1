import { accessSync, constants } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** The one without windows, which needs half the processor time, where it is installed. */
const PROGRAMS = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'] as const
const isThere = (program: string): boolean => {
  try {
    accessSync(program, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export const BROWSER = process.env.INSYN_WEBBLASARE ?? PROGRAMS.find(isThere) ?? PROGRAMS[1]
export const browserIsThere = (): boolean => isThere(BROWSER)

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: BROWSER, args: ['--no-sandbox', '--disable-dev-shm-usage'] })
