/** Roles in words. */
import { GrantableRole, type Role } from '#domain/contract/roles.ts'

type RoleWords = { readonly word: string; readonly may: string }

const WORDS: Record<Role, RoleWords> = {
  viewer: { word: 'Viewer', may: 'Read' },
  commenter: { word: 'Commenter', may: 'Read, comment' },
  editor: { word: 'Editor', may: 'Write, ask for review' },
  publisher: { word: 'Publisher', may: 'Write, approve, publish' },
  admin: { word: 'Admin', may: 'Manage people and channels' },
  owner: { word: 'Owner', may: 'Everything' },
}

export function roleWords(role: Role): RoleWords {
  return WORDS[role]
}

/** Highest first, as they are offered. */
export const GRANTABLE_ROLES = [...GrantableRole.options].reverse()

export function peopleWords(count: number): string {
  return count === 1 ? '1 person' : `${count} people`
}
