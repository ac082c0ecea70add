import { createRootRoute, createRoute, createRouter, Navigate, Outlet, useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { CataloguePage } from '../features/catalogue/catalogue-page'
import { ReportPage } from '../features/report/report-page'
import { launchPath, viewParameter } from './host-frame/host-frame'
import { searchKey } from './search'

/** Until a person can choose another one (`/` of the map of the app). */
export const startReport = 'object-receipts-forecast'

const root = createRootRoute({ component: Outlet, notFoundComponent: Start })
const start = createRoute({ getParentRoute: () => root, path: '/', component: Start })
const catalogue = createRoute({ getParentRoute: () => root, path: '/reports', component: CataloguePage })
const report = createRoute({ getParentRoute: () => root, path: '/r/$report', component: Report })

const imports = createRoute({ getParentRoute: () => root, path: '/imports', component: Imports })

const ImportScreen = lazy(async () => ({ default: (await import('../features/imports/import-screen')).ImportScreen }))

function Imports() {
  return (
    <Suspense>
      <ImportScreen />
    </Suspense>
  )
}

const setup = createRoute({ getParentRoute: () => root, path: '/setup', component: Setup })
const reconciliation = createRoute({ getParentRoute: () => root, path: '/reconciliation', component: Reconciliation })

const MappingPage = lazy(async () => ({ default: (await import('../features/setup/mapping-page')).MappingPage }))
const ReconciliationScreen = lazy(async () => ({ default: (await import('../features/reconciliation/reconciliation-screen')).ReconciliationScreen }))

function Setup() {
  return (
    <Suspense>
      <MappingPage />
    </Suspense>
  )
}

function Reconciliation() {
  return (
    <Suspense>
      <ReconciliationScreen />
    </Suspense>
  )
}

function Start() {
  return <Navigate to="/r/$report" params={{ report: startReport }} search={(search) => search} replace />
}

function Report() {
  const { report: reportId } = useParams({ from: report.id })
  // Another report begins anew: nothing of the former one stays on the screen.
  return <ReportPage key={reportId} reportId={reportId} />
}

export const router = createRouter({
  routeTree: root.addChildren([start, catalogue, report, imports, setup, reconciliation]),
  parseSearch: (text) => ({ [searchKey]: new URLSearchParams(text).toString() }),
  stringifySearch: (search) => {
    const text: unknown = search[searchKey]
    return typeof text === 'string' && text !== '' ? `?${text}` : ''
  },
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

/** The host posts to one address whatever we show: put the view's own address there before the router reads it. */
export function restoreView(): void {
  const here = new URL(location.href)
  if (here.pathname !== launchPath) return
  const wanted = here.searchParams.get(viewParameter)
  const view = wanted !== null && /^\/(?!\/)/.test(wanted) ? new URL(wanted, location.origin) : new URL(`/r/${startReport}`, location.origin)
  history.replaceState(history.state, '', view.pathname + view.search)
}

export function currentView(): string {
  return location.pathname + location.search
}
