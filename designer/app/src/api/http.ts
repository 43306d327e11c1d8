/**
 * The one place of the app that speaks HTTP: base path, CSRF header, language, RFC 9457 problems.
 *
 * Promises: a refusal of the server arrives as a {@link Problem} with the text to show; a 401 is told to
 * the shell, which asks for the login without leaving the page. Knows no route of the API.
 */
import { language } from '@/i18n/dictionary';
import { httpText } from './text';
import type { FieldProblem, Finding, ProblemBody } from './types';

export const BASE = '/api/v1';

/** A problem names the holder by login, or with the name people know. */
function nameOf(holder: unknown): string | undefined {
  if (typeof holder === 'string') return holder;
  return holder && typeof holder === 'object' && 'name' in holder && typeof holder.name === 'string' ? holder.name : undefined;
}

/** An answer that is not 2xx, or no answer (`status` 0, code `unreachable`). */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | undefined;
  /** Who holds what was asked for, on a lost race. */
  readonly holder: string | undefined;
  readonly fields: FieldProblem[];
  readonly findings: Finding[];
  readonly body: Partial<ProblemBody>;

  constructor(status: number, body: Partial<ProblemBody>) {
    const title = body.title ?? httpText.text('failed', { status });
    super(body.detail ? `${title} ${body.detail}` : title);
    this.name = 'Problem';
    this.status = status;
    this.code = body.code ?? '';
    this.title = title;
    this.detail = body.detail;
    this.holder = nameOf(body.holder);
    this.fields = Array.isArray(body.fields) ? body.fields : [];
    this.findings = Array.isArray(body.findings) ? body.findings : [];
    this.body = body;
  }
}

/** The text of any failure, for an alert. */
export function reason(error: unknown): string {
  if (error instanceof Problem) return error.detail ?? error.title;
  return error instanceof Error ? error.message : String(error);
}

let csrf: string | undefined;
let onUnauthenticated: () => void = () => undefined;

/** Keeps the token of the session for the unsafe verbs. */
export function setCsrf(token: string | undefined): void {
  csrf = token;
}

/** Called on each 401 outside the login itself. */
export function whenUnauthenticated(act: () => void): void {
  onUnauthenticated = act;
}

export type Query = Record<string, string | number | boolean | null | undefined>;

export interface Asked {
  query?: Query;
  /** Sent as JSON, or as it is when FormData. */
  body?: unknown;
  /** The revision that is being changed; 412 when another was saved meanwhile. */
  ifMatch?: number | string | undefined;
  /** Makes a repeated post answer as the first did. */
  idempotencyKey?: string;
  signal?: AbortSignal;
  /** A 401 is an ordinary answer here (login, first look at the session). */
  quiet401?: boolean;
}

/** The address of a path of the API, for links and downloads. */
export function address(path: string, query?: Query): string {
  const pairs = Object.entries(query ?? {}).filter(([, v]) => v !== undefined && v !== null && v !== '');
  const search = new URLSearchParams(pairs.map(([k, v]) => [k, String(v)])).toString();
  return `${BASE}${path}${search ? `?${search}` : ''}`;
}

async function problemOf(answer: Response): Promise<Problem> {
  const text = await answer.text().catch(() => '');
  try {
    const body: unknown = JSON.parse(text);
    if (body && typeof body === 'object') return new Problem(answer.status, body as Partial<ProblemBody>);
  } catch {
    // Not JSON (a proxy in between): the status says what there is to say.
  }
  return new Problem(answer.status, {});
}

/** Sends one request and gives the answer; a status outside 2xx is thrown as {@link Problem}. */
export async function send(method: string, path: string, asked: Asked = {}): Promise<Response> {
  const headers = new Headers({
    Accept: 'application/json, application/problem+json',
    'Accept-Language': language(),
  });
  let body: BodyInit | undefined;
  if (asked.body instanceof FormData) body = asked.body;
  else if (asked.body !== undefined) {
    headers.set('Content-Type', 'application/json');
    body = JSON.stringify(asked.body);
  }
  if (method !== 'GET' && csrf) headers.set('X-CSRF-Token', csrf);
  if (asked.ifMatch !== undefined) headers.set('If-Match', `"${asked.ifMatch}"`);
  if (asked.idempotencyKey) headers.set('Idempotency-Key', asked.idempotencyKey);
  let answer: Response;
  try {
    answer = await fetch(address(path, asked.query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(body !== undefined ? { body } : {}),
      ...(asked.signal ? { signal: asked.signal } : {}),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Problem(0, { code: 'unreachable', title: httpText.text('unreachable') });
  }
  if (answer.ok) return answer;
  if (answer.status === 401 && !asked.quiet401) onUnauthenticated();
  throw await problemOf(answer);
}

async function json<T>(method: string, path: string, asked?: Asked): Promise<T> {
  const answer = await send(method, path, asked);
  if (answer.status === 204) return undefined as T;
  const text = await answer.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** A list of the API as an array, whether it came as a page or bare. */
export function items<T>(answer: { items: T[] } | T[]): T[] {
  return Array.isArray(answer) ? answer : answer.items;
}

/** JSON verbs. An empty answer (204) is `undefined`. */
export const http = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
    json<T>('GET', path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) }),
  /** A get whose 401 is an ordinary answer: the first look at the session. */
  getQuietly: <T>(path: string): Promise<T> => json<T>('GET', path, { quiet401: true }),
  /** A post whose 401 is an ordinary answer: the login. */
  postQuietly: <T>(path: string, body: unknown): Promise<T> => json<T>('POST', path, { body, quiet401: true }),
  text: async (path: string, query?: Query): Promise<string> =>
    (await send('GET', path, query ? { query } : {})).text(),
  post: <T>(path: string, body?: unknown, asked?: Asked): Promise<T> => json<T>('POST', path, { ...asked, body }),
  put: <T>(path: string, body?: unknown, asked?: Asked): Promise<T> => json<T>('PUT', path, { ...asked, body }),
  patch: <T>(path: string, body?: unknown, asked?: Asked): Promise<T> => json<T>('PATCH', path, { ...asked, body }),
  delete: <T>(path: string, query?: Query): Promise<T> => json<T>('DELETE', path, query ? { query } : {}),
};
