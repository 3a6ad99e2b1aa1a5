import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { canonicalJson } from '../text/hash.ts'
import { AwarenessState, AwarenessUser } from './awareness.ts'
import { CLOSE_CODES } from './close-codes.ts'
import { DISCUSSION_SHAPE, DiscussionComment, DiscussionThread } from './discussion-shape.ts'
import { ERRORS } from './errors.ts'
import { DomainEvent, NOTIFY } from './events.ts'
import { FEED_SHAPE, FeedMeta, FeedNotification, FeedPerson, FeedPost, FeedTotals } from './feed-shape.ts'
import { ChangeChannel, CreateChannel } from './inputs/channels.ts'
import { CreateThread, MoveAnchor, React, WriteComment } from './inputs/comments.ts'
import { CreateIncomingWebhook, DecideReaderComment, EngagementCounted } from './inputs/engagement.ts'
import { BeginChannelText, ChangeFields } from './inputs/fields.ts'
import { PageQuery } from './inputs/lists.ts'
import { NameMoment } from './inputs/moments.ts'
import { MarkNotifications, MarkRead, NotificationQuery } from './inputs/notifications.ts'
import { ChangeRole, CreateInvitation, CreateToken, DeleteAccount, SignUp, TransferOwnership } from './inputs/people.ts'
import { COMMAND_INPUTS, CreatePost } from './inputs/posts.ts'
import { AddPushDevice, WritePostWatch, WritePreferences } from './inputs/preferences.ts'
import { ChangeAccess, CreateShareLink, GuestComment, GuestThread, NamePerson } from './inputs/sharing.ts'
import { TRANSITIONS } from './post-status.ts'
import { FINGERPRINT, PROTOCOL_VERSION } from './protocol.ts'
import { ROLES } from './roles.ts'
import { ContentProof, ServerNote } from './stateless.ts'

const schemas = {
  AwarenessUser,
  AwarenessState,
  DomainEvent,
  FeedPost,
  FeedNotification,
  FeedPerson,
  FeedTotals,
  FeedMeta,
  DiscussionThread,
  DiscussionComment,
  ServerNote,
  ContentProof,
  CreateThread,
  WriteComment,
  MoveAnchor,
  React,
  CreatePost,
  ...COMMAND_INPUTS,
  BeginChannelText,
  ChangeFields,
  MarkRead,
  MarkNotifications,
  NotificationQuery,
  WritePreferences,
  WritePostWatch,
  AddPushDevice,
  CreateChannel,
  ChangeChannel,
  SignUp,
  CreateInvitation,
  ChangeRole,
  CreateToken,
  PageQuery,
  ChangeAccess,
  NamePerson,
  DecideReaderComment,
  EngagementCounted,
  CreateIncomingWebhook,
  CreateShareLink,
  NameMoment,
  GuestThread,
  GuestComment,
  TransferOwnership,
  DeleteAccount,
}

/** What both ends have to agree on; words that only people read are left out. */
function wire(): unknown {
  const codes = Object.entries(ERRORS).map(([code, { status, retry }]) => [code, status, retry])
  const table = Object.entries(TRANSITIONS).map(([state, row]) => [
    state,
    Object.entries(row).map(([command, cell]) => [command, 'to' in cell ? cell.to : null]),
  ])
  return {
    schemas: Object.entries(schemas).map(([name, schema]) => [
      name,
      z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
    ]),
    closeCodes: CLOSE_CODES,
    codes,
    table,
    roles: ROLES,
    notify: NOTIFY,
    feedShape: FEED_SHAPE,
    discussionShape: DISCUSSION_SHAPE,
  }
}

describe('protocol', () => {
  test('[CN20] the contract has the fingerprint that protocol.ts states; a change needs a new one, and a line that says why', () => {
    const fingerprint = createHash('sha256').update(canonicalJson(wire())).digest('hex').slice(0, 16)
    expect(fingerprint).toBe(FINGERPRINT)
    expect(PROTOCOL_VERSION).toBeGreaterThanOrEqual(1)
  })
})
