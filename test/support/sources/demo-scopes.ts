/** What the demo's settings join: eleven of Paraplyet, eleven of Agresso, four of Barn- och elevregistret. */
export const SCOPES = 11 + 11 + 4
