/**
 * The vocabularies beside BPMN that the diagrams may hold: `camunda:` for what it has a word for, and our
 * `urn:staffetta:bpmn:1` for messages, mailboxes, receipts, letters and rules (see engine/bpmn/src/model.rs).
 * What is not declared here would still survive a round trip, but could not be edited.
 */
import camunda from 'camunda-bpmn-moddle/resources/camunda.json';
import staffetta from './staffetta.json';

export const STAFFETTA_URI = 'urn:staffetta:bpmn:1';

export const moddleExtensions = { camunda, staffetta };
