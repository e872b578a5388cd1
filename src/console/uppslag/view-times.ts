/** How long a view stays open without anybody working in it. */
export const OPEN_MINUTES = 10
/** How long before its end the page asks whether it is still needed. */
export const WARN_SECONDS = 60
