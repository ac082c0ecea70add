import { Button, type ButtonProps } from '@fluentui/react-components'
import { useRef } from 'react'

/** A button that asks for a file. The same file may be chosen again. */
export function FilePicker({ accept, testId, onPick, ...button }: Omit<ButtonProps, 'onClick'> & { accept: string; testId: string; onPick: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button {...(button as ButtonProps)} onClick={() => input.current?.click()} />
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        data-testid={testId}
        onChange={(event) => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file !== undefined) onPick(file)
        }}
      />
    </>
  )
}

/** Hands a file over as a download. */
export function saveFile(file: Blob, name: string) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
