'use client'
/** Asks for the address of a link around the selection. */
import type { Editor } from '@tiptap/react'
import { type SyntheticEvent, useState } from 'react'
import { parseLinkAddress } from '#domain/text/link-address.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Field } from '#web/ui/field.tsx'

type LinkDialogProps = { readonly editor: Editor; readonly onClose: () => void }

export function LinkDialog({ editor, onClose }: LinkDialogProps) {
  const before: unknown = editor.getAttributes('link').href
  const [address, setAddress] = useState(typeof before === 'string' ? before : '')
  const [error, setError] = useState<string | null>(null)

  const apply = (event: SyntheticEvent) => {
    event.preventDefault()
    const href = parseLinkAddress(address.trim()) ?? parseLinkAddress(`https://${address.trim()}`)
    if (!href || address.trim() === '') return setError('Write a web address, or mailto: and a mail address.')
    const { from, to } = editor.state.selection
    const chain = editor.chain().focus()
    if (from === to && !editor.isActive('link')) {
      chain.insertContent({ type: 'text', text: address.trim(), marks: [{ type: 'link', attrs: { href } }] }).run()
    } else chain.extendMarkRange('link').setLink({ href }).run()
    onClose()
  }
  const remove = () => {
    editor.chain().focus().extendMarkRange('link').unsetLink().run()
    onClose()
  }

  return (
    <Dialog
      open
      onOpenChange={open => open || onClose()}
      title="Link"
      actions={
        <>
          {typeof before === 'string' && (
            <Button look="quiet" onClick={remove}>
              Remove link
            </Button>
          )}
          <Button look="primary" type="submit" form="link-form">
            Set link
          </Button>
        </>
      }
    >
      <form id="link-form" onSubmit={apply}>
        <Field
          label="Address"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          value={address}
          error={error}
          onChange={event => {
            setAddress(event.target.value)
            setError(null)
          }}
        />
      </form>
    </Dialog>
  )
}
