import { createRootRoute, createRoute, createRouter, Navigate, Outlet, useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { screenOf } from '../features/catalogue/own-screens'
import { CataloguePage } from '../features/catalogue/catalogue-page'
import { ReportPage } from '../features/report/report-page'
import { launchPath, viewParameter } from './host-frame/host-frame'
import { searchKey } from './search'
import { startReport } from './start-report'

const root = createRootRoute({ component: Outlet, notFoundComponent: Start })
const start = createRoute({ getParentRoute: () => root, path: '/', component: Start })
const catalogue = createRoute({ getParentRoute: () => root, path: '/reports', component: CataloguePage })
const report = createRoute({ getParentRoute: () => root, path: '/r/$report', component: Report })

const day = createRoute({ getParentRoute: () => root, path: '/day', component: Day })

const funnel = createRoute({ getParentRoute: () => root, path: '/funnel', component: Funnel })
const summary = createRoute({ getParentRoute: () => root, path: '/summary', component: Summary })

const imports = createRoute({ getParentRoute: () => root, path: '/imports', component: Imports })

const plan = createRoute({ getParentRoute: () => root, path: '/plan', component: Plan })
const targets = createRoute({ getParentRoute: () => root, path: '/targets', component: Targets })
const deal = createRoute({ getParentRoute: () => root, path: '/deal/$deal', component: Deal })
const forecast = createRoute({ getParentRoute: () => root, path: '/forecast', component: Forecast })
const salesForecast = createRoute({ getParentRoute: () => root, path: '/sales-forecast', component: SalesForecast })
const outlook = createRoute({ getParentRoute: () => root, path: '/sales-outlook', component: Outlook })
const sourceOutlook = createRoute({ getParentRoute: () => root, path: '/sales-by-source', component: SourceOutlook })
const territoryOutlook = createRoute({ getParentRoute: () => root, path: '/sales-by-territory', component: TerritoryOutlook })
const accuracy = createRoute({ getParentRoute: () => root, path: '/forecast/accuracy', component: Accuracy })

const BoardPage = lazy(async () => ({ default: (await import('../features/plan/board-page')).BoardPage }))
const DealPage = lazy(async () => ({ default: (await import('../features/plan/deal-page')).DealPage }))

function Plan() {
  return (
    <Suspense>
      <BoardPage />
    </Suspense>
  )
}

const TargetsPage = lazy(async () => ({ default: (await import('../features/plan/targets-page')).TargetsPage }))

function Targets() {
  return (
    <Suspense>
      <TargetsPage />
    </Suspense>
  )
}

function Deal() {
  const { deal: dealId } = useParams({ from: deal.id })
  return (
    <Suspense>
      <DealPage key={dealId} dealId={dealId} />
    </Suspense>
  )
}

const DayPage = lazy(async () => ({ default: (await import('../features/day/day-page')).DayPage }))

function Day() {
  return (
    <Suspense>
      <DayPage />
    </Suspense>
  )
}

const FunnelPage = lazy(async () => ({ default: (await import('../features/funnel/funnel-page')).FunnelPage }))

function Funnel() {
  return (
    <Suspense>
      <FunnelPage />
    </Suspense>
  )
}

const SummaryPage = lazy(async () => ({ default: (await import('../features/summary/summary-page')).SummaryPage }))

function Summary() {
  return (
    <Suspense>
      <SummaryPage />
    </Suspense>
  )
}

const ForecastPage = lazy(async () => ({ default: (await import('../features/forecast/forecast-page')).ForecastPage }))

function Forecast() {
  return (
    <Suspense>
      <ForecastPage />
    </Suspense>
  )
}

/** The forecast of sales is a report of its own in the list, and a side of the same screen. */
function SalesForecast() {
  return <Navigate to="/forecast" search={{ [searchKey]: 'metric=sales' } as never} replace />
}

const OutlookPage = lazy(async () => ({ default: (await import('../features/outlook/outlook-page')).OutlookPage }))

function Outlook() {
  return (
    <Suspense>
      <OutlookPage />
    </Suspense>
  )
}

function SourceOutlook() {
  return <Navigate to="/sales-outlook" search={{ [searchKey]: 'by=sources' } as never} replace />
}

function TerritoryOutlook() {
  return <Navigate to="/sales-outlook" search={{ [searchKey]: 'by=territories' } as never} replace />
}

const AccuracyPage = lazy(async () => ({ default: (await import('../features/forecast/accuracy-page')).AccuracyPage }))

function Accuracy() {
  return (
    <Suspense>
      <AccuracyPage />
    </Suspense>
  )
}

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
  const own = screenOf[reportId]
  if (own !== undefined) return <Navigate to={own} search={(search) => search} replace />
  // Another report begins anew: nothing of the former one stays on the screen.
  return <ReportPage key={reportId} reportId={reportId} />
}

export const router = createRouter({
  routeTree: root.addChildren([start, catalogue, report, plan, targets, day, funnel, summary, deal, forecast, salesForecast, outlook, sourceOutlook, territoryOutlook, accuracy, imports, setup, reconciliation]),
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

/** Where the host shows us beside a deal. */
const dealPlaces: ReadonlySet<string> = new Set(['CRM_DEAL_DETAIL_TAB'])

/**
 * The host posts to one address whatever we show: put the view's own address there before the router reads it. Beside a record that is
 * the record's view, and behind a link the screen that it names.
 */
export function restoreView(place: string | undefined, record: string | undefined, linked: string | undefined): void {
  const here = new URL(location.href)
  if (here.pathname !== launchPath) return
  const wanted = here.searchParams.get(viewParameter) ?? linked
  const first = place !== undefined && record !== undefined && dealPlaces.has(place) ? `/deal/${encodeURIComponent(record)}` : `/r/${startReport}`
  const view = new URL(wanted !== undefined && /^\/(?!\/)/.test(wanted) ? wanted : first, location.origin)
  history.replaceState(history.state, '', view.pathname + view.search)
}

export function currentView(): string {
  return location.pathname + location.search
}
