import { Button } from '@fluentui/react-components'
import { ArrowResetRegular } from '@fluentui/react-icons/svg/arrow-reset'
import { useFilters } from '../../api/queries'
import { useTexts } from '../../i18n/language'
import { peopleReport } from '../plan/bulk'
import { reportTexts } from './texts'
import { TreeFilter } from './tree-filter'
import { underHeadings } from './tree-pick'

export type PickedPeople = Readonly<{ managers: readonly string[]; departments: readonly string[] }>

export const isOfPeople = ({ managers, departments }: PickedPeople): boolean => managers.length + departments.length > 0

/** Whom a screen of people is narrowed to. */
export function PeopleFilters({ picked, onPick }: Readonly<{ picked: PickedPeople; onPick: (picked: PickedPeople) => void }>) {
  const text = useTexts(reportTexts)
  const lists = useFilters(peopleReport).data ?? []
  const departments = lists.find((list) => list.dimension === 'department')
  const managers = lists.find((list) => list.dimension === 'manager')
  return (
    <>
      {departments && <TreeFilter list={departments} picked={picked.departments} onPick={(values) => onPick({ ...picked, departments: values })} />}
      {managers && <TreeFilter list={underHeadings(managers, departments)} picked={picked.managers} onPick={(values) => onPick({ ...picked, managers: values })} />}
      {isOfPeople(picked) && (
        <Button size="small" appearance="transparent" icon={<ArrowResetRegular />} onClick={() => onPick({ managers: [], departments: [] })}>
          {text.reset}
        </Button>
      )}
    </>
  )
}
