import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components'
import { useState } from 'react'
import { problemText } from '../../api/problems'
import type { TargetSheet } from '../../api/types'
import { useSpeech, useTexts } from '../../i18n/language'
import { FilePicker, saveFile } from '../../ui/files'
import { yearsAround } from './target-file'
import { TargetFileDialog } from './target-file-dialog'
import { useTargetTemplate } from './target-file-queries'
import { targetFileTexts } from './target-file-texts'
import type { Kind, Metric } from './targets-state'

/** The way of plans through a spreadsheet: a template to fill in, and a file to take. */
export function TargetFiles({ sheet }: Readonly<{ sheet: TargetSheet }>) {
  const { language } = useSpeech()
  const text = useTexts(targetFileTexts)
  const template = useTargetTemplate()
  const [file, setFile] = useState<File | null>(null)
  const save = (year: number) =>
    template.mutate({ kind: sheet.kind as Kind, metric: sheet.metric as Metric, year, language }, { onSuccess: (made) => saveFile(made, `plans-${sheet.metric}-${year}.xlsx`) })
  return (
    <>
      <Menu>
        <MenuTrigger disableButtonEnhancement>
          <Button appearance="subtle" className="target-file-open" data-testid="targets-template" title={text.templateAbout} disabled={template.isPending}>{text.template}</Button>
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {yearsAround(sheet.current).slice(1).map((year) => (
              <MenuItem key={year} onClick={() => save(year)}>{text.templateOf(year)}</MenuItem>
            ))}
          </MenuList>
        </MenuPopover>
      </Menu>
      <span title={text.loadAbout}>
        <FilePicker appearance="subtle" className="target-file-open" accept=".csv,.txt,.tsv,.xlsx" testId="targets-file" onPick={setFile}>{text.load}</FilePicker>
      </span>
      {template.error !== null && <span className="targets-wrong" role="alert">{problemText(template.error, language)}</span>}
      {file !== null && <TargetFileDialog key={`${file.name}|${file.lastModified}`} file={file} current={sheet.current} onClose={() => setFile(null)} />}
    </>
  )
}
