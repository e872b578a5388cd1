import { setTimeout as pause } from 'node:timers/promises'
import type { Page } from 'playwright-core'

/** Between two keys of somebody who types often; before a decision, what is read and understood first. */
const KEY_MS = [60, 120] as const
const READ_MS = [400, 900] as const

export interface PersonHand {
  type(text: string): Promise<void>
  press(key: string): Promise<void>
  /** Down a list of choices, from where it stands, to the first that begins so. */
  choose(label: string): Promise<void>
  /** Reads, and then presses. */
  decide(key: string): Promise<void>
}

/** Works as a person does, and not as fast as a program can; the same times with the same seed. */
export function personHand(page: Page, seed = 1): PersonHand {
  const { keyboard } = page
  let state = seed
  const between = ([least, most]: readonly [number, number]) => {
    // Numerical Recipes' generator.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return least + ((most - least) * state) / 2 ** 32
  }
  const press = async (key: string) => {
    await pause(between(KEY_MS))
    await keyboard.press(key)
  }
  return {
    press,
    async type(text) {
      for (const one of text) {
        await pause(between(KEY_MS))
        await keyboard.type(one)
      }
    },
    async choose(label) {
      await pause(between(READ_MS))
      for (let tries = 0; tries < 40; tries++) {
        if ((await page.evaluate<string>('document.activeElement.selectedOptions[0].label')).startsWith(label)) return
        await press('ArrowDown')
      }
      throw new Error(`there is no choice that begins with ${label}`)
    },
    async decide(key) {
      await pause(between(READ_MS))
      await press(key)
    },
  }
}
