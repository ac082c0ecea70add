import { Input } from '@fluentui/react-components'
import { SearchRegular } from '@fluentui/react-icons/svg/search'
import { Link } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { useReports } from '../../api/queries'
import { useSpeech, useTexts } from '../../i18n/language'
import { Failure } from '../../ui/failure'
import { Notice } from '../../ui/notice'
import { loaded } from '../../ui/state'
import { Bell } from '../plan/bell'
import { boardTexts } from '../plan/board-texts'
import { MoreMenu } from '../report/more-menu'
import '../report/report-page.css'
import { grouped } from './catalogue'
import './catalogue-page.css'

const texts = {
  ru: {
    title: 'Отчёты',
    find: 'Найти отчёт по названию или вопросу',
    none: 'Такого отчёта нет',
    hint: 'Попробуйте другое слово',
    groups: {
      'sales-core': 'Продажи и деньги',
      pipeline: 'Воронка',
      'sales-results': 'Результаты продаж',
      'leads-marketing': 'Лиды и маркетинг',
    } as Readonly<Record<string, string>>,
    plan: 'План',
    others: 'Другие',
  },
  en: {
    title: 'Reports',
    find: 'Find a report by title or question',
    none: 'There is no such report',
    hint: 'Try another word',
    groups: { 'sales-core': 'Sales and money', pipeline: 'Pipeline', 'sales-results': 'Sales results', 'leads-marketing': 'Leads and marketing' },
    plan: 'Plan',
    others: 'Other',
  },
}

/** All reports by group, each under the question it answers. */
export function CataloguePage() {
  const { say } = useSpeech()
  const text = useTexts(texts)
  const board = useTexts(boardTexts)
  const [search, setSearch] = useState('')
  const query = useReports()
  const reports = loaded(query)
  const items = reports.kind === 'ready' ? reports.value : null
  const groups = useMemo(() => (items === null ? [] : grouped(items, search, Object.keys(texts.ru.groups))), [items, search])

  useEffect(() => {
    document.title = text.title
  }, [text.title])

  return (
    <>
      <header className="report-head">
        <h1>{text.title}</h1>
        <span className="report-head-gap" />
        <Bell />
        <MoreMenu />
      </header>
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
        {reports.kind === 'ready' && groups.length === 0 && <Notice title={text.none} detail={text.hint} />}
        <div className="catalogue-groups">
          {reports.kind === 'ready' && search === '' && (
            <section aria-label={text.plan}>
              <h2 className="catalogue-group">{text.plan}</h2>
              <Link to="/plan" className="catalogue-card" data-report="plan-filling">
                <span className="catalogue-title">{board.title}</span>
                <span className="quiet">{board.question}</span>
              </Link>
            </section>
          )}
          {groups.map(({ group, reports: own }) => (
            <section key={group} aria-label={text.groups[group] ?? text.others}>
              <h2 className="catalogue-group">{text.groups[group] ?? text.others}</h2>
              {own.map((report) => (
                <Link key={report.id} to="/r/$report" params={{ report: report.id }} className="catalogue-card" data-report={report.id}>
                  <span className="catalogue-title">{say(report.title)}</span>
                  <span className="quiet">{say(report.question)}</span>
                </Link>
              ))}
            </section>
          ))}
        </div>
      </main>
    </>
  )
}
