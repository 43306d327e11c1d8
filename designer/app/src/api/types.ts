/**
 * The shapes of the HTTP API under the names the pages use. They are made from the server's own
 * description (`openapi.json`, `npm run api`); nothing is described here a second time.
 */
import type { components } from './openapi';

type Schemas = components['schemas'];

/** RFC 3339, UTC. */
export type Iso = string;
export type Id = string;

/** Part of a list. */
export interface Page<T> {
  items: T[];
  next_cursor?: string | null;
}

/** Values of a form or of a case, by variable. */
export type Values = Record<string, unknown>;

export type Absence = Schemas['AbsenceShown'];
export type ApprovalShown = Schemas['ApprovalShown'];
export type Arrival = Schemas['Arrival'];
export type ArrivalSample = NonNullable<Schemas['ArrivalAsked']['kind']>;
export type AuditEntry = Schemas['AuditEntry'];
export type Batch = Schemas['Batch'];
export type Belongings = Schemas['BelongingsShown'];
export type BatchItem = Schemas['BatchItem'];
export type CaseSummary = Schemas['CaseSummary'];
export type Change = Schemas['Change'];
export type Connector = Schemas['Connector'];
export type Daticert = Schemas['Daticert'];
export type DemoPerson = Schemas['DemoPerson'];
export type Delivery = Schemas['Delivery'];
export type Deployed = Schemas['DeployedShown'];
export type DeployedProcess = Schemas['ProcessRef'];
export type Deployment = Schemas['Deployment'];
export type DespatchCorrection = Schemas['CorrectionShown'];
export type Mailing = Schemas['MailingShown'];
export type MailingPart = Schemas['MailingPart'];
export type MailingRecipient = Schemas['MailingRecipient'];
export type ReadList = Schemas['ReadListShown'];
export type SuggestedDespatch = Schemas['SuggestedDespatch'];
export type DespatchDetail = Schemas['DespatchDetail'];
export type DespatchReceipt = Schemas['ReceiptShown'];
export type DespatchSummary = Schemas['DespatchSummary'];
export type DocumentContents = Schemas['DocumentContents'];
export type DocumentSignature = Schemas['DocumentSignature'];
export type Draft = Schemas['Draft'];
export type DraftFiles = Schemas['DraftFiles'];
export type DraftSaved = Schemas['DraftSaved'];
export type DraftSummary = Schemas['DraftItem'];
export type ElementForm = Schemas['ElementForm'];
export type ElementTemplate = Schemas['ElementTemplate'];
export type ExpressionForm = Schemas['ExpressionForm'];
export type FieldProblem = Schemas['FieldProblem'];
export type FilledLetter = Schemas['LetterFilled'];
export type Finding = Schemas['Finding'];
export type FormField = Schemas['FormField'];
export type FormOption = Schemas['FormOption'];
export type FormSchema = Schemas['FormSchema'];
export type Incident = Schemas['Incident'];
export type Instance = Schemas['Instance'];
export type InstanceState = Schemas['InstanceState'];
export type InstanceDetail = Schemas['InstanceDetail'];
export type Invoice = Schemas['Invoice'];
export type InvoiceBody = Schemas['InvoiceBody'];
export type InvoiceParty = Schemas['InvoiceParty'];
export type JourneyRecipient = Schemas['JourneyRecipient'];
export type Letter = Schemas['LetterShown'];
export type Mailbox = Schemas['Mailbox'];
export type MailKind = Schemas['MailKind'];
export type MailboxGrant = Schemas['MailboxGrant'];
export type MailboxRight = Schemas['MailboxRight'];
export type MailboxRef = Schemas['MailboxRef'];
export type MailboxSettings = Schemas['MailboxSettings'];
export type MailboxSource = Schemas['MailboxSource'];
export type MailboxSurvey = Schemas['Survey'];
export type MailAttachment = Schemas['MailAttachment'];
export type MailDetail = Schemas['MailDetail'];
export type MailSummary = Schemas['MailSummary'];
export type MigrationProposed = Schemas['Proposed'];
export type MessageClass = Schemas['MessageClass'];
export type MessageToApprove = Schemas['MessageToApprove'];
export type MessageVersions = Schemas['MessageVersions'];
export type Moved = Schemas['MovedShown'];
export type Note = Schemas['Note'];
export type Notice = Schemas['Notice'];
export type Notices = Schemas['Notices'];
export type Office = Schemas['Office'];
/** A message as the pages write it: every field is there. */
export type Outgoing = Required<Pick<Schemas['Outgoing'], 'mailbox' | 'to' | 'cc' | 'subject' | 'body'>> & Partial<Pick<Schemas['Outgoing'], 'send_at' | 'to_list' | 'receipt'>> & { attachments: OutgoingFile[] };
export type KnownRecipient = Schemas['Recipient'];
export type MessageCheck = Schemas['CheckedShown'];
export type MessageLeaving = Schemas['LeavingShown'];
export type WritingBegun = Schemas['Begun'];
/** An attachment of a draft, as an upload answers it; a value of the process may stand for its reference. */
export type OutgoingFile = Omit<Schemas['Uploaded'], 'ref'> & { ref: Schemas['FileRef'] };
export type Overview = Schemas['Overview'];
export type Permission = Schemas['Permission'];
export type Person = Schemas['Person'];
export type InPlaceOf = Schemas['InPlaceOf'];
export type PersonRef = Schemas['PersonRef'];
export type Process = Schemas['Process'];
export type ProcessVersion = Schemas['Version'];
export type ProblemBody = Schemas['Problem'];
export type RailKey = Schemas['RailKey'];
export type RailStep = Schemas['RailStep'];
export type ReleaseShown = Schemas['ReleaseShown'];
export type VersionShown = Schemas['VersionShown'];
export type ReceiptProof = Schemas['Proof'];
export type RecipientState = Schemas['RecipientState'];
export type RoleGrant = Schemas['RoleShown'];
export type Rule = Schemas['Rule'];
export type ScriptProblem = Schemas['ScriptProblem'];
export type SdiNotice = Schemas['SdiNotice'];
export type Security = Schemas['Security'];
export type Session = Schemas['Session'];
export type ShownFile = Schemas['FileShown'];
export type Startable = Schemas['StartableShown'];
export type StartingPoint = Schemas['StartingPoint'];
export type Task = Schemas['Task'];
export type TaskCounts = Schemas['TaskCounts'];
export type TaskDetail = Schemas['TaskDetail'];
export type ReplyShown = Schemas['ReplyShown'];
export type BesideShown = Schemas['BesideShown'];
export type BulkDone = Schemas['BulkDone'];
export type UnansweredMail = Schemas['UnansweredMail'];
export type UnansweredCounts = Schemas['UnansweredCounts'];
export type TaskFilter = NonNullable<Schemas['CompleteAsked']['filter']>;
export type TaskMail = Schemas['TaskMail'];
export type Token = Schemas['Token'];
export type TokenMade = Schemas['TokenMade'];
export type TokenMark = Schemas['TokenMark'];
export type TraceEntry = Schemas['TraceEntry'];
export type Verdict = Schemas['Verdict'];
export type VerdictStatus = Schemas['VerdictStatus'];
export type Removal = Schemas['Removal'];
export type Webhook = Schemas['Webhook'];
export type Credential = Schemas['Credential'];
