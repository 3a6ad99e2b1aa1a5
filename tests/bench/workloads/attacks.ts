/**
 * What others notice while somebody attacks: of each key until all have it and until its author has Saved, and of each
 * opening until the text is there. Calm and attack take turns of some seconds, so that a noisy minute hits both alike.
 *
 * Attackers speak to collab-server itself, without the web process that stands before it in an installation. What is
 * asked of that one (A21, bodies of A3) is not measured here.
 */
import { startAttacker } from '../attackers/attackers.ts'
import { ATTACKS, calm } from '../attackers/names.ts'
import type { Bench, Row } from '../bench.ts'
import { sleep } from '../machine/clock.ts'
import { quietMachine } from '../machine/pinning.ts'
import { postState } from '../people/post-state.ts'
import { type Felt, workTogether } from '../people/work-together.ts'
import { figuresOf, rounded } from '../statistics.ts'

const STATE = postState(20_000)
const TYPISTS = 4
const WATCHERS = 16
/** In turn: somebody who opens four posts a second for minutes is asked to rest. */
const COMERS = 8
const POSTS = 40
const TURNS = 2
const TURN_SECONDS = 4
/** How long an attack goes on before somebody looks; at first, until what one person may do at once is done. */
const LEAD_MS = 1_000
const FIRST_MS = 4_000
const SETTLE_MS = 1_000

export async function* attacks(bench: Bench): AsyncGenerator<Row> {
  if (bench.target.name !== 'galley') return
  const stage = await bench.fill({
    teams: 1,
    peopleInTeam: TYPISTS + WATCHERS + COMERS + 1 + ATTACKS.length,
    postsInTeam: POSTS,
    state: STATE,
  })
  const [team] = stage.teams
  const [reader, ...others] = team?.people ?? []
  const [coming, rest] = [others.slice(0, COMERS), others.slice(COMERS)]
  const honest = rest.slice(0, TYPISTS + WATCHERS)
  const rooms = team?.posts.map(({ room }) => room) ?? []
  const [room] = rooms
  if (!reader || !room) throw new Error('nobody is there')
  await bench.storage.pool?.query(`update member set role = 'viewer' where "userId" = $1`, [reader.id])
  const typing = honest.slice(0, TYPISTS)
  const together = await workTogether(bench, { room, state: STATE, typing, watching: honest.slice(TYPISTS), coming })
  const attacker = await startAttacker()
  /** Each attack has somebody else: what one has lost is not the next one's. */
  const targetOf = async (attack: number) => ({
    url: bench.target.url(bench.server.port),
    ticket: (await rest[honest.length + attack]?.token()) ?? '',
    readersTicket: await reader.token(),
    rooms,
    victim: together.typists[0]?.clientId ?? 0,
  })
  const look = async (phase: Phase, profileName?: string) => {
    const before = attacker.cpuSeconds()
    const usage = await bench.server.measure(() => together.work(TURN_SECONDS, phase.felt), profileName)
    phase.seconds += usage.seconds
    phase.serverCpuSeconds += usage.serverCpuSeconds
    phase.noiseSeconds += usage.noise * usage.seconds - (attacker.cpuSeconds() - before)
  }

  try {
    await look(createPhase())
    for (const name of ATTACKS) {
      const [before, attacked] = [createPhase(), createPhase()]
      let acts = 0
      await quietMachine()
      // What it makes ready, and what it is let do at first, is no part of a turn.
      await attacker.go(name, await targetOf(ATTACKS.indexOf(name)))
      await sleep(FIRST_MS)
      await attacker.rest()
      await sleep(SETTLE_MS)
      for (let turn = 0; turn < TURNS; turn++) {
        await look(before)
        await attacker.go(name, await targetOf(ATTACKS.indexOf(name)))
        await sleep(LEAD_MS)
        await look(attacked, name)
        acts += await attacker.rest()
        await sleep(SETTLE_MS)
      }
      yield { case: calm(name), figures: figures(before) }
      yield { case: name, figures: { 'acts a second': rounded(acts / attacked.seconds), ...figures(attacked) } }
    }
  } finally {
    await attacker.stop()
    together.close()
  }
}

type Phase = { readonly felt: Felt; seconds: number; serverCpuSeconds: number; noiseSeconds: number }

function createPhase(): Phase {
  return { felt: { seen: [], saved: [], live: [] }, seconds: 0, serverCpuSeconds: 0, noiseSeconds: 0 }
}

function figures({ felt, seconds, serverCpuSeconds, noiseSeconds }: Phase): Row['figures'] {
  return {
    ...figuresOf('seen', felt.seen),
    ...figuresOf('saved', felt.saved),
    ...figuresOf('live', felt.live),
    'server cpu %': rounded((serverCpuSeconds / seconds) * 100),
    noise: rounded(Math.max(0, noiseSeconds / seconds)),
  }
}
