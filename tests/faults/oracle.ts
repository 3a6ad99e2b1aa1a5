/**
 * The judge after a fault. Every token is there exactly once: in a fresh tab, in the document that the rows alone add up
 * to, in the rendered text; and all who have the document open hold the same structs, deletions and text.
 */
import * as Y from 'yjs'
import { jsonOf } from '#domain/text/document.ts'
import { htmlOf } from '#domain/text/html.ts'
import { until } from '#tests/support/until.ts'
import type { Dice } from './dice.ts'
import type { Ground, Person, Post } from './ground.ts'
import type { Robot, Token } from './robot.ts'
import { PATIENTLY } from './team.ts'

type Verdict = {
  /** Tokens that the tabs had stored. */
  readonly stored: number
  readonly lost: readonly string[]
  readonly twice: readonly string[]
  /** What else is not as it must be, in words. */
  readonly faults: readonly string[]
}

type Watched = {
  /** Tokens whose row was asked for the moment the tab had them stored. */
  readonly asked: () => number
  /** Those that were not there. */
  readonly untrue: readonly string[]
  /** Resolves when every question has its answer. */
  readonly answered: () => Promise<void>
}

/**
 * Asks the database for every n-th token the moment its tab says that it is stored.
 * @param every 1 for all
 */
export function watchStored(ground: Ground, post: Post, robots: readonly Robot[], every = 1): Watched {
  let count = 0
  let asked = 0
  const untrue: string[] = []
  const questions = new Set<Promise<void>>()
  const ask = async ({ text }: Token) => {
    let held: boolean
    try {
      held = await ground.witness.holds(post.doc, text)
    } catch {
      // The database is the one that is down: it cannot be asked now.
      return
    }
    asked += 1
    if (!held) untrue.push(text)
  }
  for (const robot of robots) {
    robot.onStored = token => {
      if (count++ % every !== 0) return
      const question = ask(token).finally(() => questions.delete(question))
      questions.add(question)
    }
  }
  return {
    asked: () => asked,
    untrue,
    answered: async () => {
      await Promise.all(questions)
    },
  }
}

type JudgeOptions = {
  readonly dice: Dice
  /** Who opens the fresh tab. */
  readonly eye?: Person
  /** What must be there exactly once; else all that the tabs have typed. */
  readonly tokens?: readonly Token[]
  /** What may be missing, and must not be there twice. */
  readonly atMostOnce?: readonly Token[]
}

/** Waits until every tab says Saved and all have the same, then judges. */
export async function judge(
  ground: Ground,
  post: Post,
  robots: readonly Robot[],
  { dice, eye = ground.people[0], ...rest }: JudgeOptions,
): Promise<Verdict> {
  const faults: string[] = []
  const settle = async (what: string, isSo: () => boolean) => {
    await until(isSo, PATIENTLY).catch(() => faults.push(`${what} within ${PATIENTLY.withinMs} ms`))
  }
  const unsaved = () => robots.filter(robot => !robot.isSaved())
  await settle('not every tab said Saved', () => unsaved().length === 0)
  for (const { name, session } of unsaved()) faults.push(`${name} says ${JSON.stringify(session.status.get().save)}`)

  if (!eye) throw new Error('Nobody is there to look')
  const fresh = ground.robot({ person: eye, post, name: 'fresh', dice })
  try {
    await settle('a fresh tab did not show the text', () => fresh.session.status.get().text === 'shown')
    const rebuilt = await ground.witness.rebuild(post.doc)
    const docs: [string, Y.Doc][] = [
      ...robots.map(({ name, doc }): [string, Y.Doc] => [name, doc]),
      ['a fresh tab', fresh.doc],
      ['the rows', rebuilt],
    ]
    await settle('tabs did not become equal', () => docs.every(([, doc]) => isSame(doc, rebuilt)))
    for (const [name, doc] of docs) if (!isSame(doc, rebuilt)) faults.push(`${name} differs from the rows`)

    const tokens = rest.tokens ?? robots.flatMap(robot => robot.tokens)
    const texts = {
      'a fresh tab': JSON.stringify(jsonOf(fresh.doc)),
      'the rows': JSON.stringify(jsonOf(rebuilt)),
      'the rendered text': htmlOf(jsonOf(rebuilt)),
    }
    const lost = new Set<string>()
    const twice = new Set<string>()
    for (const text of Object.values(texts)) {
      const counts = countTokens(text)
      for (const { text: token } of tokens) if (!counts.has(token)) lost.add(token)
      for (const { text: token } of [...tokens, ...(rest.atMostOnce ?? [])]) {
        if ((counts.get(token) ?? 0) > 1) twice.add(token)
      }
    }
    return {
      stored: tokens.filter(({ storedAt }) => storedAt !== null).length,
      lost: [...lost],
      twice: [...twice],
      faults,
    }
  } finally {
    fresh.close()
  }
}

/** What is wrong, one line each; nothing when all is well. */
export function faultsOf(verdict: Verdict, watched?: Watched): string[] {
  const some = (list: readonly string[]) => list.slice(0, 8).join(' ')
  return [
    ...(verdict.lost.length > 0 ? [`lost ${verdict.lost.length}: ${some(verdict.lost)}`] : []),
    ...(verdict.twice.length > 0 ? [`twice ${verdict.twice.length}: ${some(verdict.twice)}`] : []),
    ...(watched && watched.untrue.length > 0
      ? [`said to be stored without a row ${watched.untrue.length}: ${some(watched.untrue)}`]
      : []),
    ...verdict.faults,
  ]
}

function countTokens(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [token] of text.matchAll(/\[[\w-]+\.\d+\]/g)) counts.set(token, (counts.get(token) ?? 0) + 1)
  return counts
}

function isSame(one: Y.Doc, other: Y.Doc): boolean {
  return (
    Y.equalSnapshots(Y.snapshot(one), Y.snapshot(other)) &&
    JSON.stringify(jsonOf(one)) === JSON.stringify(jsonOf(other))
  )
}
