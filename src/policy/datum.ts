const stockholm = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' })

/** The day in Stockholm, `YYYY-MM-DD`: agreements begin and invoices fall due by the local calendar. */
export const svensktDatum = (tid: Date): string => stockholm.format(tid)
