/**
 * The shapes of the HTTP API as this app reads them (`/api/v1`, JSON; times RFC 3339 in UTC, ids uuid
 * text). A question mark is a field the server leaves out.
 */

export type Iso = string;
export type Id = string;

export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

export type Permission =
  | 'tasks' | 'mail' | 'design' | 'deploy' | 'incidents' | 'admin' | 'supervise' | 'register' | 'audit';

export interface PersonRef {
  login: string;
  name: string;
}

export interface RoleGrant {
  role: string;
  office?: string | null;
}

export interface Session {
  person: { id: Id; login: string; name: string; email?: string | null; language?: 'it' | 'en' | null };
  roles: RoleGrant[];
  groups: string[];
  csrf: string;
  demo: boolean;
  clock_test: boolean;
  organisation: string;
  permissions: Permission[];
}

export interface DemoPerson {
  login: string;
  name: string;
  title: string;
  offices: string[];
}

export type RailKey = 'arrived' | 'routed' | 'drafted' | 'approved' | 'receipts' | 'ended';

export interface RailStep {
  key: RailKey;
  done: boolean;
  at?: Iso | null;
  instance?: Id | null;
  task?: Id | null;
  mail?: Id | null;
  despatch?: Id | null;
  /** Login of the demo person whose turn it is. */
  person?: string | null;
}

export type ArrivalSample = 'istanza' | 'tributi' | 'edilizia' | 'ordinaria' | 'anomalia';

export interface Person {
  id: Id;
  login: string;
  name: string;
  email?: string | null;
  roles: RoleGrant[];
  active?: boolean;
}

export interface Office {
  id: Id;
  key: string;
  name: string;
  /** Key of the office above. */
  parent?: string | null;
  head?: string | null;
  deputy?: string | null;
}

// Tasks

export type TaskFilter = 'mine' | 'groups' | 'sort' | 'all';

export interface TaskCounts {
  mine: number;
  groups: number;
  sort: number;
}

export interface TaskMail {
  id: Id;
  from: string;
  from_name?: string | null;
  subject: string;
  kind: MailKind;
  certified: boolean;
}

export interface Task {
  id: Id;
  revision: number;
  instance: Id;
  /** Title of the case. */
  title: string;
  /** Name of the task in the process. */
  name: string;
  element: string;
  process_key: string;
  process_name: string;
  state: string;
  assignee?: PersonRef | null;
  candidate_groups: string[];
  priority: number;
  due_at?: Iso | null;
  term_at?: Iso | null;
  follow_up_at?: Iso | null;
  created_at: Iso;
  form?: string | null;
  /** Name of the variable the person writes a message into. */
  drafts?: string | null;
  /** Name of the variable with the message to approve. */
  approves?: string | null;
  mail?: TaskMail | null;
}

export type Values = Record<string, unknown>;

export interface AttachmentRef {
  name: string;
  media_type: string;
  size: number;
  /** A kept file by its hash, or `<mail>/<path>` of an attachment; the process may hold it as an object. */
  ref: string | { id: string };
}

export interface Outgoing {
  mailbox: string;
  to: string[];
  cc: string[];
  subject: string;
  body: string;
  attachments: AttachmentRef[];
  in_reply_to?: string | null;
}

export interface MailboxRef {
  key: string;
  address: string;
  display_name: string;
}

/** The exact message an approval lets out. */
export interface MessageToApprove {
  mailbox: MailboxRef;
  from?: string | null;
  to: string[];
  cc: string[];
  subject: string;
  body: string;
  attachments: AttachmentRef[];
  author: PersonRef;
  hash: string;
  version: number;
  changed_since_last_approval: boolean;
}

export interface Draft {
  data: Values;
  by: PersonRef;
  at: Iso;
  revision?: number;
}

export interface TaskDetail extends Task {
  form_schema?: FormSchema | null;
  data: Values;
  draft?: Draft | null;
  case: CaseSummary;
  message?: MessageToApprove | null;
  may: { claim: boolean; release: boolean; complete: boolean; assign: boolean };
  holder_note?: string | null;
}

export interface Letter {
  key: string;
  title: string;
}

/** A letter with the values of a case; `cc`: who else it goes to. */
export interface FilledLetter {
  subject: string;
  cc: string[];
  body: string;
}

// Forms (.form, the form-js schema, as far as staff forms use it)

export interface FormOption {
  label: string;
  value: string;
}

export interface FormField {
  type: string;
  id?: string;
  key?: string;
  label?: string;
  description?: string;
  text?: string;
  disabled?: boolean;
  readonly?: boolean;
  subtype?: 'date' | 'time' | 'datetime';
  dateLabel?: string;
  timeLabel?: string;
  values?: FormOption[];
  valuesKey?: string;
  defaultValue?: unknown;
  components?: FormField[];
  conditional?: { hide?: string };
  validate?: {
    required?: boolean;
    min?: number;
    max?: number;
    minLength?: number;
    maxLength?: number;
    pattern?: string;
    validationType?: 'email' | 'phone';
  };
  decimalDigits?: number;
  layout?: { row?: string; columns?: number | null };
}

export interface FormSchema {
  id?: string;
  type?: string;
  components: FormField[];
}

// Cases

export type InstanceState = 'running' | 'suspended' | 'completed' | 'terminated' | 'failed';

export interface Instance {
  id: Id;
  process: string;
  process_name: string;
  version: number;
  deployment: Id;
  state: InstanceState;
  business_key?: string | null;
  title: string;
  office?: string | null;
  error_code?: string | null;
  incidents: number;
  parent?: Id | null;
  started_at: Iso;
  ended_at?: Iso | null;
  holder?: { login: string; name: string; since?: Iso } | null;
}

export interface CaseSummary extends Instance {
  variables_count?: number;
  milestones?: { name: string; at?: Iso | null }[];
}

export interface TokenMark {
  element: string;
  count: number;
  incident: boolean;
}

export interface Note {
  id: Id;
  author: PersonRef;
  text: string;
  at: Iso;
}

export interface InstanceDetail extends CaseSummary {
  tokens: TokenMark[];
  xml_url: string;
  tasks: Task[];
  mails: MailSummary[];
  despatches: DespatchSummary[];
  notes: Note[];
}

export interface TraceEntry {
  seq: number;
  at: Iso;
  kind: string;
  element?: string | null;
  element_name?: string | null;
  text?: string | null;
  by?: string | PersonRef | null;
  variable?: string | null;
  value?: unknown;
}

export interface Startable {
  key: string;
  name: string;
  form?: FormSchema | null;
}

// Mail

export type MailKind = string | { kind: string; receipt?: string };

export type VerdictStatus = 'trusted' | 'untrusted_chain' | 'invalid' | 'absent';

export interface Verdict {
  status: VerdictStatus;
  signer?: string | null;
  signer_address?: string | null;
  certificate_sha256?: string | null;
  serial?: string | null;
  algorithm?: string | null;
  signed_at?: Iso | null;
  verified_at?: Iso | null;
  /** Name of the list of trust and the day it was imported. */
  trusted_by?: string | null;
  reasons?: string[];
}

export interface MailSummary {
  id: Id;
  mailbox: string;
  kind: MailKind;
  state: string;
  from: string;
  from_name?: string | null;
  subject: string;
  sent_at?: Iso | null;
  arrived_at?: Iso | null;
  fetched_at: Iso;
  verdict?: VerdictStatus | Verdict | null;
  attachments: number;
  instance?: Id | null;
  despatch?: Id | null;
  certified: boolean;
  /** Withheld by act: that it exists is all that is shown. */
  withheld?: boolean;
}

export interface MailAttachment {
  path: number[];
  name: string;
  media_type: string;
  size: number;
  sha256: string;
}

export interface Daticert {
  tipo: string;
  errore: string;
  mittente: string;
  destinatari: { address: string; type: string }[];
  oggetto?: string | null;
  gestore_emittente: string;
  data?: Iso | null;
  identificativo: string;
  msgid?: string | null;
  ricevuta?: string | null;
  consegna?: string | null;
  errore_esteso?: string | null;
}

/** A mail as recognised on arrival. */
export interface Arrival {
  kind: MailKind;
  message_id: string;
  reference_id?: string | null;
  envelope_from: string;
  from: string;
  from_name: string;
  reply_to?: string | null;
  to: string[];
  cc: string[];
  subject: string;
  date?: Iso | null;
  certified_sent_at?: Iso | null;
  text: string;
  has_html: boolean;
  attachments: MailAttachment[];
  daticert?: Daticert | null;
  verdict?: Verdict | null;
  bounce?: { action: string; recipient: string; status?: string | null; diagnostic?: string | null } | null;
  warnings: string[];
}

export interface MailDetail extends MailSummary {
  /** Null when the mail could not be read. */
  arrival: Arrival | null;
  trace?: TraceEntry[];
}

export type RecipientState =
  | 'sent' | 'accepted' | 'accepted_external' | 'delivered' | 'delivered_late' | 'delayed_12h'
  | 'delayed_external' | 'undelivered_24h' | 'failed' | 'failed_virus' | 'bounced' | 'no_evidence'
  | 'not_accepted';

export interface DespatchSummary {
  id: Id;
  mailbox: string;
  subject: string;
  recipients: string[];
  state: string;
  outcome?: string | null;
  delivered: number;
  total: number;
  created_at: Iso;
  submitted_at?: Iso | null;
  instance?: Id | null;
  author?: PersonRef | null;
  approver?: PersonRef | null;
}

export interface JourneyRecipient {
  address: string;
  type?: string | null;
  state: RecipientState;
  flags: string[];
  accepted_at?: Iso | null;
  delivered_at?: Iso | null;
  failed_at?: Iso | null;
  reason?: string | null;
  /** `verified: false` is shown but moved nothing. */
  history: { kind: string; at: Iso; mail?: Id | null; verified?: boolean }[];
}

/** What a delivery receipt gives back, compared with what left. */
export interface ReceiptProof {
  same: boolean;
  parts: { name: string; media_type: string; matched: 'bytes' | 'content' | 'hash_encoded' | 'hash_encoded_with_line_end' | 'hash_decoded' | 'differs' | 'missing' | 'added' }[];
}

export interface DespatchReceipt {
  id: Id;
  mail: Id;
  kind: string;
  recipient?: string | null;
  at: Iso;
  counted: boolean;
  proof?: ReceiptProof | null;
}

export interface DespatchDetail extends DespatchSummary {
  message_id?: string | null;
  body?: string | null;
  attachments?: AttachmentRef[];
  journey: {
    accepted_at?: Iso | null;
    not_accepted?: string | { reason?: string; at?: Iso } | boolean | null;
    recipients: JourneyRecipient[];
  };
  receipts: DespatchReceipt[];
  last_error?: string | null;
}

export type Security = 'tls' | 'start_tls' | 'plain';

export type MailboxSource =
  | { kind: 'imap'; host: string; port: number; security: Security; user: string; folder: string; sent_folder?: string; ca_pem?: string }
  | { kind: 'maildir'; path: string };

export interface MailboxSettings {
  source: MailboxSource;
  /** Left out by a mailbox that only reads. */
  smtp?: { host: string; port: number; security: Security; user: string; ca_pem?: string };
  disposition: { do: 'nothing' | 'mark_seen' | 'move'; folder?: string };
}

export interface StartingPoint {
  kind: 'now' | 'date' | 'all';
  date?: string;
}

export interface Mailbox {
  id: Id;
  key: string;
  address: string;
  display_name: string;
  certified: boolean;
  state: string;
  last_error?: string | null;
  last_polled_at?: Iso | null;
  starting_point?: StartingPoint | null;
  settings?: MailboxSettings;
  offices: string[];
}

export interface MailboxSurvey {
  per_year: Record<string, number>;
  total: number;
}

/** An access token, without the token. */
export interface Token {
  name: string;
  created_at: Iso;
  expires_at?: Iso | null;
}

/** A token that was just made; it is shown this once. */
export interface TokenMade {
  token: string;
  expires_at?: Iso | null;
}

// Operations

export interface Incident {
  id: Id;
  instance?: Id | null;
  process_key?: string | null;
  element?: string | null;
  element_name?: string | null;
  phase?: string | null;
  code: string;
  message: string;
  state: string;
  subject?: string | null;
  created_at: Iso;
  resolved_at?: Iso | null;
  resolved_by?: PersonRef | string | null;
  title?: string | null;
}

export interface AuditEntry {
  seq: number;
  at: Iso;
  /** e.g. `task.complete`. */
  act: string;
  /** The same in the reader's language. */
  text?: string | null;
  by: PersonRef;
  on_behalf_of?: PersonRef | null;
  /** What sort of thing it was done to. */
  kind?: string | null;
  object?: string | null;
  detail?: unknown;
  hash?: string | null;
}

export interface Overview {
  open_tasks: number;
  overdue: number;
  open_incidents: number;
  mails_today: number;
  undelivered: number;
}

export interface Change {
  kind: string;
  id: string;
  version?: number;
}
