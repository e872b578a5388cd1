/** Environment of a hub on a machine whose clock is off by so many hours. */
export const wrongClock = (hours: number): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(`
    const Real = Date, off = ${hours} * 3600000
    globalThis.Date = class Date extends Real {
      constructor(...given) { given.length > 0 ? super(...given) : super(Real.now() + off) }
      static now() { return Real.now() + off }
    }`)}`,
})
