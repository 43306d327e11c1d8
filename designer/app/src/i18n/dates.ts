/**
 * Dates as an Italian office reads them: dd/MM/yyyy HH:mm in Europe/Rome, seconds where evidence needs
 * them. The server speaks RFC 3339 in UTC; nothing here decides a term, it only shows one.
 */
import { language } from './dictionary';

const ZONE = 'Europe/Rome';
const cache = new Map<string, Intl.DateTimeFormat>();

function format(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const locale = language() === 'en' ? 'en-GB' : 'it-IT';
  const key = `${locale} ${name}`;
  let found = cache.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options });
    cache.set(key, found);
  }
  return found;
}

const DAY: Intl.DateTimeFormatOptions = { day: '2-digit', month: '2-digit', year: 'numeric' };

function shown(name: string, options: Intl.DateTimeFormatOptions, at: string | null | undefined): string {
  if (!at) return '—';
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : format(name, options).format(date).replace(', ', ' ');
}

/** 22/11/2026 10:32 */
export const dateTime = (at: string | null | undefined): string =>
  shown('dateTime', { ...DAY, hour: '2-digit', minute: '2-digit' }, at);
/** 22/11/2026 10:32:07, for receipts and evidence */
export const dateTimeSeconds = (at: string | null | undefined): string =>
  shown('seconds', { ...DAY, hour: '2-digit', minute: '2-digit', second: '2-digit' }, at);
/** 22/11/2026 */
export const day = (at: string | null | undefined): string => shown('day', DAY, at);
/** 22/11, the year only where it differs from `now` */
export function shortDay(at: string, now: Date): string {
  const year = shown('year', { year: 'numeric' }, at);
  return year === format('year', { year: 'numeric' }).format(now)
    ? shown('short', { day: '2-digit', month: '2-digit' }, at)
    : day(at);
}
/** 10:32 */
export const time = (at: string | null | undefined): string =>
  shown('time', { hour: '2-digit', minute: '2-digit' }, at);

/** Today's messages by the hour, the others by the day: what a list has room for. */
export function listMoment(at: string | null | undefined, now: Date): string {
  if (!at) return '—';
  return day(at) === day(now.toISOString()) ? time(at) : shortDay(at, now);
}

/** Whole calendar days in Rome from `now` to `at`: 0 today, negative when past. */
export function daysUntil(at: string, now: Date): number {
  const civil = (d: Date): number => {
    const parts = new Map(
      format('civil', { year: 'numeric', month: 'numeric', day: 'numeric' })
        .formatToParts(d)
        .map((p) => [p.type, Number(p.value)]),
    );
    return Date.UTC(parts.get('year') ?? 0, (parts.get('month') ?? 1) - 1, parts.get('day') ?? 1);
  };
  return Math.round((civil(new Date(at)) - civil(now)) / 86_400_000);
}

/** 1,4 MB: sizes in decimal units as file managers show them. */
export function fileSize(bytes: number): string {
  const locale = language() === 'en' ? 'en-GB' : 'it-IT';
  const number = (n: number): string => n.toLocaleString(locale, { maximumFractionDigits: 1 });
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${number(bytes / 1000)} kB`;
  return `${number(bytes / 1_000_000)} MB`;
}
