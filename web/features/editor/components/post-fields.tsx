'use client'
/** Tags and address of the post: live and shared like its text. */
import { type Fields, tagsOf } from '#domain/text/post-fields.ts'
import type { LiveFields } from '#web/realtime/realtime-types.ts'
import type { Address } from '../fields.ts'
import { AddressField } from './address-field.tsx'
import styles from './post-fields.module.css'
import { TagsField } from './tags-field.tsx'

type PostFieldsProps = {
  readonly fields: Fields
  readonly address: Address | null
  readonly workspaceSlug: string
  /** Null for whoever may not write, and until the post is there. */
  readonly live: LiveFields | null
}

export function PostFields({ fields, address, workspaceSlug, live }: PostFieldsProps) {
  return (
    <div className={styles.fields}>
      <TagsField tags={tagsOf(fields)} live={live} />
      <AddressField fields={fields} address={address} workspaceSlug={workspaceSlug} live={live} />
    </div>
  )
}
