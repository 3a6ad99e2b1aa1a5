'use client'
/** Adds a channel: which kind, then its settings. */
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { CHANNEL_KIND_FACTS, CHANNEL_KINDS, type ChannelKind } from '#domain/contract/channel-kinds.ts'
import { useHere } from '#web/features/workspace/here.tsx'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Segments } from '#web/ui/segments.tsx'
import { addChannel } from '../api.ts'
import { ChannelForm } from './channel-form.tsx'

type Added = { readonly name: string; readonly secret: string | null }

const OFFERED = CHANNEL_KINDS.filter(kind => !CHANNEL_KIND_FACTS[kind].builtIn)
const START: Partial<Record<ChannelKind, Record<string, unknown>>> = {
  bluesky: { url: 'https://bsky.social' },
  demo: { behaviour: 'succeed', delayMs: 1000 },
}
const ABOUT: Record<ChannelKind, string> = {
  site: 'It is there from the start.',
  webhook: 'For a newsletter, a bot, another site: anything that takes a web request.',
  mastodon: 'Title, beginning and link of each post, as much as fits in 500 characters.',
  bluesky: 'Title, beginning and link of each post, as much as fits in 300 characters.',
  newsletter: 'The whole post by mail, to everybody who subscribes on the public site.',
  demo: 'To try out what publishing does: nobody sees what goes there.',
}

export function AddChannelButton({ onAdded }: { readonly onAdded: (added: Added) => void }) {
  const { workspace } = useHere()
  const [open, setOpen] = useState(false)
  const [kind, setKind] = useState<ChannelKind>('webhook')
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <Plus aria-hidden />
        Add channel
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title="Add a channel" description={ABOUT[kind]}>
        <ChannelForm
          kind={kind}
          isNew
          start={{ name: '', settings: START[kind] ?? {} }}
          deed="Add it"
          onSave={async draft => {
            const { name, secret } = await addChannel(workspace.id, kind, draft)
            setOpen(false)
            onAdded({ name, secret })
          }}
        >
          <Segments
            label="Kind"
            value={kind}
            onChange={setKind}
            choices={OFFERED.map(value => ({ value, words: CHANNEL_KIND_FACTS[value].word }))}
          />
        </ChannelForm>
      </Dialog>
    </>
  )
}
