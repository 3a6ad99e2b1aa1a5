/** Branded ids: a plain string does not pass where a checked id is asked for. */
import { z } from 'zod'

declare const brand: unique symbol
type Brand<Name extends string> = string & { readonly [brand]: Name }

export type UserId = Brand<'UserId'>
export type SessionId = Brand<'SessionId'>
export type WorkspaceId = Brand<'WorkspaceId'>
export type PostId = Brand<'PostId'>
export type ChannelId = Brand<'ChannelId'>
export type NotificationId = Brand<'NotificationId'>
export type ThreadId = Brand<'ThreadId'>
export type CommentId = Brand<'CommentId'>
export type ReaderCommentId = Brand<'ReaderCommentId'>
export type IncomingWebhookId = Brand<'IncomingWebhookId'>

/** In the form the database writes: one id has one name wherever it stands. */
const uuid = z.uuid().transform(id => id.toLowerCase())
/** User and session ids come from the sign-in library: letters, digits, `-` and `_`, at most 64. */
const opaque = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, 'is not an id')

export const UserId = opaque.transform(id => id as UserId)
export const SessionId = opaque.transform(id => id as SessionId)
export const WorkspaceId = uuid.transform(id => id as WorkspaceId)
export const PostId = uuid.transform(id => id as PostId)
export const ChannelId = uuid.transform(id => id as ChannelId)
export const NotificationId = uuid.transform(id => id as NotificationId)
export const ThreadId = uuid.transform(id => id as ThreadId)
export const CommentId = uuid.transform(id => id as CommentId)
export const ReaderCommentId = uuid.transform(id => id as ReaderCommentId)
export const IncomingWebhookId = uuid.transform(id => id as IncomingWebhookId)
