'use client'
/** Thirty days of what readers did, a bar a day, in parts by channel; the same as a table for who reads numbers. */
import { useState } from 'react'
import { Segments } from '#web/ui/segments.tsx'
import type { Engagement } from '../api.ts'
import { barsOf, chartWords, MEASURES, type Measure, measureWord, numberWords, topOf } from '../chart.ts'
import styles from './engagement-chart.module.css'

export const CHART_DAYS = 30

export function EngagementChart({ engagement }: { readonly engagement: Engagement }) {
  const [measure, setMeasure] = useState<Measure>('views')
  const { days, channels } = engagement
  const bars = barsOf(days, measure, CHART_DAYS, new Date())
  const top = topOf(bars)
  const place = new Map(channels.map(({ channelId }, index) => [channelId, index]))
  const nameOf = (channelId: string) => channels.find(channel => channel.channelId === channelId)?.name ?? 'Removed'
  const busy = bars.filter(({ parts }) => parts.length > 0)
  return (
    <figure className={styles.chart}>
      <Segments
        label="What is counted"
        value={measure}
        onChange={setMeasure}
        choices={MEASURES.map(value => ({ value, words: measureWord(value) }))}
      />
      <div className={styles.plot} role="img" aria-label={chartWords(bars, measure, channels)}>
        <span className={styles.top}>{numberWords(top)}</span>
        <span className={styles.half}>{numberWords(top / 2)}</span>
        <div className={styles.bars}>
          {bars.map(({ day, total, parts }) => (
            <span key={day} className={styles.bar} title={`${day}: ${numberWords(total)}`}>
              {parts.map(({ channelId, value }) => (
                <span
                  key={channelId}
                  className={styles.part}
                  data-channel={(place.get(channelId) ?? 0) % 4}
                  style={{ blockSize: `${(Math.max(0, value) / top) * 100}%` }}
                />
              ))}
            </span>
          ))}
        </div>
        <span className={styles.first}>{shortDay(bars[0]?.day)}</span>
        <span className={styles.last}>Today (UTC)</span>
      </div>
      <ul className={styles.legend} aria-label="By channel, of all time">
        {channels.map((channel, index) => (
          <li key={channel.channelId}>
            <span className={styles.swatch} data-channel={index % 4} aria-hidden />
            {`${channel.name}: ${measure === 'views' ? 'about ' : ''}${numberWords(channel[measure])}`}
          </li>
        ))}
      </ul>
      <details className={styles.table}>
        <summary>As a table</summary>
        {busy.length === 0 ? (
          <p className={styles.note}>{chartWords(bars, measure, channels)}.</p>
        ) : (
          <table>
            <thead>
              <tr>
                <th scope="col">Day</th>
                <th scope="col">Channel</th>
                <th scope="col">{measureWord(measure)}</th>
              </tr>
            </thead>
            <tbody>
              {busy.flatMap(({ day, parts }) =>
                parts.map(({ channelId, value }) => (
                  <tr key={`${day} ${channelId}`}>
                    <td>{day}</td>
                    <td>{nameOf(channelId)}</td>
                    <td>{numberWords(value)}</td>
                  </tr>
                )),
              )}
            </tbody>
          </table>
        )}
      </details>
    </figure>
  )
}

function shortDay(day = ''): string {
  return day === ''
    ? ''
    : new Date(day).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
}
