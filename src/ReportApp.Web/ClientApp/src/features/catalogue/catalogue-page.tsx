import { Input } from '@fluentui/react-components'
import { SearchRegular } from '@fluentui/react-icons/svg/search'
import { useMemo, useState } from 'react'
import { useReports } from '../../api/queries'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { loaded } from '../../ui/state'
import { PageHead } from '../report/page-head'
import { reportTexts } from '../report/texts'
import { grouped } from './catalogue'
import './catalogue-page.css'
import { ReportLink } from './report-link'
import { ownScreens } from './own-screens'
import { useFavouriteReports } from './use-favourite-reports'

const texts = {
  ru: {
    title: 'Отчёты',
    find: 'Найти отчёт по названию или вопросу',
    none: 'Такого отчёта нет',
    hint: 'Попробуйте другое слово',
    groups: {
      plan: 'Прогноз и план',
      'sales-core': 'Продажи и деньги',
      pipeline: 'Воронка',
      'sales-results': 'Результаты продаж',
      'leads-marketing': 'Лиды и маркетинг',
    } as Readonly<Record<string, string>>,
    others: 'Другие',
  },
  en: {
    title: 'Reports',
    find: 'Find a report by title or question',
    none: 'There is no such report',
    hint: 'Try another word',
    groups: { plan: 'Forecast and plan', 'sales-core': 'Sales and money', pipeline: 'Pipeline', 'sales-results': 'Sales results', 'leads-marketing': 'Leads and marketing' },
    others: 'Other',
  },
}

/** All reports by group, each under the question it answers. */
export function CataloguePage() {
  const { say } = useSpeech()
  const text = useTexts(texts)
  const kept = useTexts(reportTexts).favourite
  const favourites = useFavouriteReports()
  const [search, setSearch] = useState('')
  const query = useReports()
  const reports = loaded(query)
  const items = reports.kind === 'ready' ? reports.value : null
  const groups = useMemo(() => (items === null ? [] : grouped([...ownScreens, ...items], search, Object.keys(texts.ru.groups))), [items, search])

  return (
    <>
      <PageHead title={text.title} above={null} />
      <main className="catalogue" data-testid="catalogue">
        <Input
          autoFocus
          type="search"
          className="catalogue-search"
          contentBefore={<SearchRegular />}
          placeholder={text.find}
          aria-label={text.find}
          value={search}
          onChange={(_, { value }) => setSearch(value)}
        />
        {reports.kind === 'failed' && <Failure error={reports.error} retry={() => void query.refetch()} />}
        {reports.kind === 'loading' && (
          <div className="catalogue-groups" aria-hidden>
            {Array.from({ length: 3 }, (_, index) => (
              <div key={index} className="skeleton" style={{ height: 84 }} />
            ))}
          </div>
        )}
        {search === '' && favourites.length > 0 && (
          <section aria-label={kept.title} data-testid="favourites">
            <h2 className="catalogue-group">{kept.title}</h2>
            <div className="catalogue-kept">
              {favourites.map(({ id, title, question }) => (
                <Card key={id} reportId={id} title={say(title)} question={say(question)} />
              ))}
            </div>
          </section>
        )}
        {reports.kind === 'ready' && groups.length === 0 && <Notice title={text.none} detail={text.hint} />}
        <div className="catalogue-groups">
          {groups.map(({ group, reports: own }) => (
            <section key={group} aria-label={text.groups[group] ?? text.others}>
              <h2 className="catalogue-group">{text.groups[group] ?? text.others}</h2>
              {own.map((report) => (
                <Card key={report.id} reportId={report.id} title={say(report.title)} question={say(report.question)} />
              ))}
            </section>
          ))}
        </div>
      </main>
    </>
  )
}

function Card({ reportId, title, question }: { reportId: string; title: string; question: string }) {
  return (
    <ReportLink reportId={reportId} className="catalogue-card">
      <span className="catalogue-title">{title}</span>
      <span className="quiet">{question}</span>
    </ReportLink>
  )
}
