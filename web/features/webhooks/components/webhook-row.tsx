'use client'
/** One incoming webhook: for which channel, where messages go, when one came last, and what may be done with it. */
import { Code, Ellipsis, KeyRound, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { IncomingWebhookView } from '#domain/queries/incoming-webhooks.ts'
import { SureDialog } from '#web/features/workspace/components/sure-dialog.tsx'
import { Button } from '#web/ui/button.tsx'
import { CopyButton } from '#web/ui/copy-button.tsx'
import { CopyField } from '#web/ui/copy-field.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import { Menu, MenuItem } from '#web/ui/menu.tsx'
import { Time } from '#web/ui/time.tsx'
import { removeWebhook, renewSecret } from '../api.ts'
import { exampleCall } from '../example-call.ts'
import styles from './webhooks-page.module.css'

type WebhookRowProps = {
  readonly webhook: IncomingWebhookView
  readonly channelName: string
  readonly onChanged: () => void
  readonly onSecret: (secret: string) => void
}

type Asked = 'example' | 'secret' | 'remove' | null

export function WebhookRow({ webhook, channelName, onChanged, onSecret }: WebhookRowProps) {
  const [asked, setAsked] = useState<Asked>(null)
  const close = () => setAsked(null)
  return (
    <li className={styles.row}>
      <div className={styles.head}>
        <div className={styles.names}>
          <b>{channelName}</b>
          <span className={styles.small}>
            {webhook.lastAt ? (
              <>
                Last received: <Time at={webhook.lastAt} />
              </>
            ) : (
              'Nothing received yet'
            )}
            {' · Added: '}
            <Time at={webhook.createdAt} />
          </span>
        </div>
        <Button size="small" onClick={() => setAsked('example')}>
          <Code aria-hidden />
          Example
        </Button>
        <Menu
          align="end"
          trigger={
            <Button look="quiet" size="small" icon aria-label={`More about the webhook of ${channelName}`}>
              <Ellipsis aria-hidden />
            </Button>
          }
        >
          <MenuItem icon={<KeyRound aria-hidden />} onSelect={() => setAsked('secret')}>
            New secret…
          </MenuItem>
          <MenuItem icon={<Trash2 aria-hidden />} danger onSelect={() => setAsked('remove')}>
            Remove…
          </MenuItem>
        </Menu>
      </div>
      <CopyField label={`Address for ${channelName}`} value={webhook.url} />
      {asked === 'example' && <ExampleDialog url={webhook.url} onClose={close} />}
      {asked === 'secret' && (
        <SureDialog
          title={`New secret for ${channelName}?`}
          description="The old one signs nothing any more, at once. Until the other server has the new one, its messages are refused."
          deed="Make a new secret"
          onClose={close}
          onSure={async () => onSecret(await renewSecret(webhook.id))}
        />
      )}
      {asked === 'remove' && (
        <SureDialog
          title={`Remove the webhook of ${channelName}?`}
          description="What comes to its address is refused from then on. What was counted stays counted."
          deed="Remove it"
          onClose={close}
          onSure={async () => {
            await removeWebhook(webhook.id)
            onChanged()
          }}
        />
      )}
    </li>
  )
}

function ExampleDialog({ url, onClose }: { readonly url: string; readonly onClose: () => void }) {
  const words = exampleCall(url)
  return (
    <Dialog
      open
      onOpenChange={open => !open && onClose()}
      title="An example call"
      description="Signed as Standard Webhooks says. Totals are of all time: a message that is lost costs nothing."
      actions={<CopyButton words={words} />}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keys too. */}
      <pre className={styles.example} tabIndex={0}>
        {words}
      </pre>
    </Dialog>
  )
}
