/** How a draft is called on the pages: the name of its process, or its key. */
import type { Draft } from './api';
import { mainDiagram } from './files';

const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" };

/** The name the drawing gives its first process, undefined where it has none. */
export function processName(xml: string): string | undefined {
  const tag = xml.match(/<(?:[\w.-]+:)?process\s[^>]*>/)?.[0];
  const name = tag?.match(/\sname="([^"]*)"/)?.[1]?.replace(/&(?:amp|lt|gt|quot|apos);/g, (e) => ENTITIES[e] ?? e);
  return name?.trim() ? name.trim() : undefined;
}

export function titleOf(draft: Pick<Draft, 'name' | 'files'>): string {
  const path = mainDiagram(draft.files);
  return (path === undefined ? undefined : processName(draft.files[path] ?? '')) ?? draft.name;
}
