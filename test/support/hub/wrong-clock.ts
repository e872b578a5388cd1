/** Environment of a hub on a machine whose clock is off by so many hours. */
export const wrongClock = (hours: number): Readonly<Record<string, string>> => clockThatIsOff(`${hours} * 3600000`)

/** The same of a clock that is set while the hub runs: the file holds by how many milliseconds it is off, for all its threads. */
export const clockSetBy = (file: string): Readonly<Record<string, string>> =>
  clockThatIsOff(
    'setBy()',
    `import { readFileSync } from 'node:fs'
    const setBy = () => Number(readFileSync(${JSON.stringify(file)}, 'utf8'))
    setInterval(() => (off = setBy()), 100).unref()`,
  )

const clockThatIsOff = (off: string, before = ''): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`${before}
    const Real = Date
    let off = ${off}
    globalThis.Date = class Date extends Real {
      constructor(...given) { given.length > 0 ? super(...given) : super(Real.now() + off) }
      static now() { return Real.now() + off }
    }`)}`,
})
