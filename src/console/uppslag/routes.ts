import type { PageRoute } from '../frame/visit.ts'
import { showLookup, startLookup } from './lookup.ts'
import { filterRegister, showRegister } from './register.ts'
import { createTillstandPages } from './tillstand.ts'
import { createView, type ViewDeps } from './view.ts'

export type UppslagPagesDeps = ViewDeps

/** Before the routes of one view, whose id would else take any name. */
export function uppslagRoutes(deps: UppslagPagesDeps): readonly PageRoute[] {
  const { policy } = deps
  const view = createView(deps)
  const tillstand = createTillstandPages(policy)
  const get = (path: string, handle: PageRoute['handle']): PageRoute => ({
    method: 'get',
    path,
    area: 'uppslag',
    handle,
  })
  const post = (path: string, handle: PageRoute['handle']): PageRoute => ({ ...get(path, handle), method: 'post' })
  return [
    get('/uppslag', showLookup(policy)),
    post('/uppslag', startLookup(policy)),
    get('/uppslag/handlaggare', showRegister(policy)),
    post('/uppslag/handlaggare', filterRegister(policy)),
    get('/uppslag/tillstand', tillstand.list),
    get('/uppslag/tillstand/begar', tillstand.showRequest),
    post('/uppslag/tillstand/begar', tillstand.request),
    post('/uppslag/tillstand/:id/beslut', tillstand.decide),
    { ...get('/logg/tillstand', tillstand.listToReview), area: 'logg' },
    { ...post('/logg/tillstand/:id/granskning', tillstand.review), area: 'logg' },
    get('/uppslag/:vy', view.show),
    get('/uppslag/:vy/stangd', view.closed),
    post('/uppslag/:vy/forlang', view.extend),
    post('/uppslag/:vy/stang', view.close),
    post('/uppslag/:vy/hamta', view.readLive),
    post('/uppslag/:vy/registrera', view.register),
    get('/uppslag/:vy/varfor', view.explainView),
    get('/uppslag/:vy/faktura/:fakturaRef', view.showFaktura),
  ]
}
