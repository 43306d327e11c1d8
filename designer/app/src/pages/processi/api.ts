/** Processes, drafts, deployments and connectors as the API gives them, and the verbs on them. */
import { address, http, Problem, send } from '@/api/http';
import type {
  Connector, Deployed, DeployedProcess, Deployment, DraftFiles, DraftSummary, Finding, Page, PersonRef, Process, ScriptProblem,
} from '@/api/types';

export type { Connector, DeployedProcess, Deployment, DraftSummary, Process, ScriptProblem };
/** A draft with its files. */
export type Draft = DraftFiles;

/** Path in the bundle → text. */
export type Files = Record<string, string>;

/** `existed`: the same content was published before, nothing new was made. */
export type Published = Deployed & { existed: boolean };

/** All items of a list; the API pages long ones. */
async function all<T>(path: string, signal?: AbortSignal): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await http.get<Page<T>>(path, { ...(cursor ? { cursor } : {}), limit: 200 }, signal);
    items.push(...page.items);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return items;
}

/** The name to show; what the program did by itself has no person. */
export function personName(person: PersonRef): string {
  return person.name === 'system' ? 'Staffetta' : person.name;
}

const part = encodeURIComponent;

export const keys = {
  processes: ['processes'] as const,
  drafts: ['drafts'] as const,
  deployments: ['deployments'] as const,
  connectors: ['connectors'] as const,
};

export const listProcesses = (signal?: AbortSignal) => all<Process>('/processes', signal);
export const listDrafts = (signal?: AbortSignal) => all<DraftSummary>('/drafts', signal);
export const listDeployments = (signal?: AbortSignal) => all<Deployment>('/deployments', signal);
export const listConnectors = (signal?: AbortSignal) => all<Connector>('/connectors', signal);

export const readDraft = (name: string) => http.get<Draft>(`/drafts/${part(name)}`);
export const deleteDraft = (name: string) => http.delete<void>(`/drafts/${part(name)}`);
export const writeDraft = (name: string, files: Files, revision: number | undefined) =>
  http.put<{ revision: number }>(`/drafts/${part(name)}`, { files }, revision === undefined ? {} : { ifMatch: revision });
/** A draft with the files of the newest deployment of this name; the one that is there already, if it is. */
export async function draftOfNewest(deployment: string): Promise<{ name: string }> {
  try {
    return await http.post<{ name: string }>('/drafts', { from_deployment: deployment });
  } catch (error) {
    if (error instanceof Problem && error.code === 'draft_exists') return { name: deployment };
    throw error;
  }
}
export const emptyDraft = (name: string) => http.post<{ name: string }>('/drafts', { name });

export async function checkDraft(name: string): Promise<Finding[]> {
  return (await http.post<{ findings: Finding[] }>(`/drafts/${part(name)}/check`)).findings;
}

export async function checkScript(text: string): Promise<ScriptProblem[]> {
  return (await http.post<{ problems: ScriptProblem[] }>('/scripts/check', { text, kind: 'script' })).problems;
}

async function deployed(answer: Response): Promise<Published> {
  return { ...((await answer.json()) as Deployed), existed: answer.status === 200 };
}

/** Publishes a draft; a refusal is a {@link Problem} with its findings. */
export const publishDraft = async (name: string): Promise<Published> =>
  deployed(await send('POST', `/drafts/${part(name)}/publish`, { idempotencyKey: crypto.randomUUID() }));

/** Deploys files or a zip from this computer, with their paths inside the bundle. */
export async function deployFiles(files: readonly { path: string; file: File }[]): Promise<Published> {
  const form = new FormData();
  for (const { path, file } of files) form.append('file', file, path);
  return deployed(await send('POST', '/deployments', { body: form, idempotencyKey: crypto.randomUUID() }));
}

export const deleteDeployment = (id: string) => http.delete<void>(`/deployments/${part(id)}`);
export const deploymentFile = (id: string, path: string): string =>
  address(`/deployments/${part(id)}/files/${path.split('/').map(part).join('/')}`);

/** The findings a failure carries; empty when it is another kind of failure. */
export const findingsOf = (error: unknown): Finding[] => (error instanceof Problem ? error.findings : []);
